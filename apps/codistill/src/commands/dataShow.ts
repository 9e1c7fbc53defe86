import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Experiment, nameOf, type Registry, type Targets } from '@codistill/core';
import {
  closingData,
  openDataset,
  parseExperiment,
  resolveExperiment,
  sizeText,
} from '@codistill/core/engine';
import { contactSheet, countExamples, folderFiles, sheetRows } from '@codistill/node';
import { cpu } from '@codistill/runtime-cpu';
import {
  armsOf,
  completeStudy,
  formatUse,
  loadRegistry,
  opening,
  parseUses,
  readConfigFile,
} from '@codistill/study';
import { notPng, withExperiment } from '../errors.ts';
import { exitCodes } from '../exit.ts';
import { countsText } from '../screen/countsText.ts';
import { print, printJson, valuesOf, wholeNumber } from './command.ts';
import { type DataPlace, dataPlaceOf } from './dataPlace.ts';
import { imageOf } from './imageFlag.ts';

/** The flags of `codistill data show`. */
export interface ShowFlags {
  readonly folder?: string | undefined;
  readonly data?: string | undefined;
  readonly dataset?: string | undefined;
  readonly experiment?: string | undefined;
  readonly image?: string | undefined;
  readonly augment?: string | undefined;
  readonly perturb?: string | undefined;
  readonly images?: string | undefined;
  readonly seed?: string | undefined;
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

const imagesByDefault = 8;
const sizeByDefault = '112';

/** Writes a contact sheet of a dataset, and prints how many examples each class has. */
export async function showData(given: ShowFlags, raw: readonly string[]): Promise<number> {
  const cwd = process.cwd();
  const out = path.resolve(cwd, given.out ?? 'contact-sheet.png');
  if (!/\.png$/i.test(out)) throw notPng(out);
  const images = wholeNumber('images', given.images) ?? imagesByDefault;
  const registry = await loadRegistry(valuesOf('plugin', raw), cwd);
  const { experiment, folder } =
    given.experiment === undefined
      ? await fromFlags(given, registry, images)
      : await fromFile(given, given.experiment);
  await cpu();
  const resolved = resolveExperiment(experiment, registry, folderFiles(folder), opening());
  const { counts, rows, facts } = await closingData(resolved, async (open) => ({
    counts: countExamples(open.data),
    rows: await sheetRows(open, images),
    facts: open.data.facts,
  }));
  const about = `${formatUse(experiment.dataset)}, split train, ${facts.size === 'varies' ? 'images of several sizes' : `images of ${sizeText(facts.size)}`}`;
  await writeFile(out, await contactSheet(about, rows));
  const titles = rows.map(({ title }) => title);
  if (given.json)
    printJson({
      dataset: experiment.dataset,
      folder,
      experiment,
      counts,
      picture: out,
      rows: titles,
    });
  else {
    print(countsText(counts));
    print(`Wrote ${path.relative(cwd, out) || out}, with the rows ${titles.join('; ')}.`);
  }
  return exitCodes.ok;
}

/** The experiment of a file. @throws InputError if a flag says something that the file says. */
async function fromFile(given: ShowFlags, name: string) {
  const file = path.resolve(name);
  for (const flag of ['dataset', 'image', 'augment', 'perturb', 'seed'] as const)
    if (given[flag] !== undefined) throw withExperiment(flag);
  const experiment = parseExperiment(await readConfigFile(file), file);
  const folder = given.folder ?? given.data ?? process.env['CODISTILL_DATA'] ?? '.';
  return { experiment, folder: path.resolve(folder) };
}

/**
 * An experiment that makes the views of the flags. What they leave out is that of the method
 * `competitive` in a comparison on the dataset.
 */
async function fromFlags(given: ShowFlags, registry: Registry, images: number) {
  const place = dataPlaceOf(given, registry);
  const { varies, kind } = await lookAt(place);
  const image = given.image ?? (varies ? sizeByDefault : undefined);
  const { augment, perturb } = competitiveOn(place, registry);
  const pool = given.perturb === undefined ? perturb?.pool : usesOf(given.perturb);
  const experiment: Experiment = {
    dataset: place.use,
    task: taskFor(kind, registry),
    ...(image !== undefined && { image: imageOf(image) }),
    networks: { a: { backbone: 'small-conv' } },
    strategy: 'independent',
    augment: (given.augment === undefined ? augment : usesOf(given.augment)) ?? [],
    ...(pool && pool.length > 0 && { perturb: { when: 'always', pool } }),
    validation: { fraction: 0, seed: 0 },
    optimizer: 'sgd',
    learningRate: 0.1,
    epochs: 1,
    batchSize: images,
    seed: wholeNumber('seed', given.seed, 0) ?? 1,
  };
  return { experiment: parseExperiment(experiment, 'The command line'), folder: place.folder };
}

const usesOf = (text: string) => (text === 'none' ? [] : parseUses(text));

/** Whether images vary in size, and what they are labelled with. */
async function lookAt({
  use,
  dataset,
  files,
}: DataPlace): Promise<{ readonly varies: boolean; readonly kind: Targets['kind'] }> {
  const open = await openDataset(nameOf(use), dataset, files, { ...opening(), batchSize: 0 });
  const found = {
    varies: open.facts.size === 'varies',
    kind: open.splits['train']!.targets.kind,
  };
  await open.close?.();
  return found;
}

function competitiveOn({ use }: DataPlace, registry: Registry): Experiment {
  const study = completeStudy({ dataset: use, methods: ['competitive'] }, process.cwd());
  const arm = armsOf(study, registry).find(({ id }) => id === study.methods[0]!.id)!;
  return arm.experiment(1);
}

/** The first task that takes targets of a kind; classification for classes. */
function taskFor(kind: Targets['kind'], registry: Registry): string {
  const ids = ['classification', ...registry.list('task').map(({ id }) => id)];
  return ids.find((id) => registry.build('task', id).takes.includes(kind)) ?? 'classification';
}
