import { createHash } from 'node:crypto';
import path from 'node:path';
import { nameOf, type Registry } from '@codistill/core';
import {
  cancelStudy,
  completeStudy,
  type LoadedModule,
  loadPlugins,
  parseStudyFile,
  parseUse,
  parseUses,
  presets,
  readConfigFile,
  type Study,
  type StudyFile,
  withWeightsFrom,
} from '@codistill/study';
import type { ParsedArgs } from 'citty';
import { exitCodes } from '../exit.ts';
import {
  command,
  engineArgs,
  evaluateArg,
  evaluateOf,
  jsonArg,
  launcherArgs,
  oneOf,
  pluginArg,
  valuesOf,
  wholeNumber,
} from './command.ts';
import { drawnBy, parseRate, parseSeeds, skippingBad } from './compareFlags.ts';
import { compareStudy } from './compareStudy.ts';
import { dryRun } from './dryRun.ts';
import { imageOf } from './imageFlag.ts';
import { notBoth, sayCancelled } from './jobsFlags.ts';
import { startingFrom } from './startingFrom.ts';

const args = {
  dataset: {
    type: 'string',
    valueHint: 'D',
    description: 'digits (default), cifar10, cifar100, image-folder, or your own plugin.',
  },
  image: {
    type: 'string',
    valueHint: 'SIZE',
    description:
      'Size that networks see of images that vary, such as 64, or 64:train=whole:evaluate=whole with other framings than random-resized-crop and center-crop.',
  },
  'skip-bad': {
    type: 'boolean',
    description: 'Leave out the images of a dataset that cannot be used.',
  },
  networks: {
    type: 'string',
    valueHint: 'A,B,...',
    description: 'Backbones of the networks, such as resnet8,resnet8 or small-conv:width=8.',
  },
  weights: {
    type: 'string',
    valueHint: 'A=FILE,...',
    description:
      'Files from which networks start, such as a=resnet18.pth:from=torchvision; the networks are a, b, ... in their order.',
  },
  methods: {
    type: 'string',
    valueHint: 'M,...',
    description: 'Methods to compare, such as independent,mutual:temperature=2.',
  },
  seeds: {
    type: 'string',
    valueHint: 'N|A,B,...',
    description: 'Number of seeds (3), or a list (1,2, or 7, for one).',
  },
  examples: {
    type: 'string',
    valueHint: 'N',
    description: 'Number of training examples; default all.',
  },
  'examples-seed': {
    type: 'string',
    valueHint: 'study|run',
    description:
      'Whether all seeds train on the same examples (study, default), or each draws its own (run).',
  },
  epochs: {
    type: 'string',
    valueHint: 'N',
    description: 'Number of passes through the training data.',
  },
  'batch-size': { type: 'string', valueHint: 'N', description: 'Number of examples in a batch.' },
  ...evaluateArg,
  optimizer: {
    type: 'string',
    valueHint: 'O',
    description: 'Optimizer, such as sgd or adamw:weightDecay=0.05.',
  },
  'learning-rate': {
    type: 'string',
    valueHint: 'S',
    description: 'Schedule, such as cosine:peak=0.1, or a number.',
  },
  augment: {
    type: 'string',
    valueHint: 'P,...',
    description: 'Perturbations applied to every batch, such as shift,flip.',
  },
  out: {
    type: 'string',
    valueHint: 'FOLDER',
    description: 'Folder of the study; default a new folder in runs/.',
  },
  config: {
    type: 'string',
    valueHint: 'FILE',
    description: 'Study file, such as study.ts or study.json; options override it.',
  },
  preset: {
    type: 'string',
    valueHint: Object.keys(presets).join('|'),
    description: 'Preset for everything that is left out.',
  },
  control: {
    type: 'string',
    valueHint: 'METHOD',
    description:
      'Method that all others are compared with, besides the baseline; default independent-perturbed if it is among the methods.',
  },
  'step-lines': {
    type: 'string',
    valueHint: 'N',
    description: 'Maximum number of lines for steps in the log of a run; default 8000.',
  },
  jobs: {
    type: 'string',
    valueHint: 'N',
    description: 'Number of runs at once; default as many as cores and memory allow.',
  },
  ...launcherArgs,
  ...engineArgs,
  ...pluginArg,
  anyway: {
    type: 'boolean',
    description: 'Continue a study although its plugins, data or version changed.',
  },
  'dry-run': {
    type: 'boolean',
    description: 'Print the runs, their cost and the expected time; train nothing.',
  },
  ...jsonArg,
} as const;

export const compare = command({
  name: 'compare',
  about: 'Compare methods over seeds, on the same networks and data',
  more: 'The folder keeps every run. The same command again trains only what is missing. Ctrl-C saves first.',
  takesPlugins: true,
  examples: [
    [
      'codistill compare --methods independent,mutual,competitive --seeds 3',
      'three methods on digits',
    ],
    [
      'codistill compare --dataset cifar100 --data DATA --networks resnet8,resnet8 --examples 2000 --epochs 2',
      'a short study on CIFAR-100',
    ],
    [
      'codistill compare --dataset image-folder --data FOLDER --image 64 --networks resnet20,resnet20',
      'your own images, a folder for each class',
    ],
    [
      'codistill compare --methods independent,mutual:temperature=2:update=alternating',
      'options of a method',
    ],
    [
      'codistill compare --plugin ./mine.ts --methods independent,mine',
      'your own strategy against the baseline',
    ],
    ['codistill compare --config study.json --dry-run', 'the cost of a study'],
  ],
  args,
  async run(given, raw) {
    const cwd = process.cwd();
    const { study, registry, modules, out, jobs } = await comparisonOf(given, raw, cwd);
    if (given['dry-run'])
      return dryRun(study, registry, {
        cwd,
        out,
        json: given.json === true,
        ...(jobs !== undefined && { jobs }),
      });
    notBoth(given);
    if (given.cancel) {
      sayCancelled(await cancelStudy(study, { registry, folder: out }));
      return exitCodes.ok;
    }
    return compareStudy(study, registry, {
      cwd,
      modules,
      anyway: given.anyway === true,
      detach: given.detach === true,
      folder: out,
      json: given.json === true,
      command: `codistill compare ${raw.map(quoted).join(' ')}`.trim(),
      ...(jobs !== undefined && { jobs }),
    });
  },
});

/**
 * Everything that a command line and its study file ask for, complete. Nothing is written.
 * @throws InputError if the study cannot be run.
 */
export async function comparisonOf(
  given: ParsedArgs<typeof args>,
  raw: readonly string[],
  cwd: string,
): Promise<{
  readonly study: Study;
  readonly registry: Registry;
  readonly modules: readonly LoadedModule[];
  readonly out: string;
  readonly jobs: number | undefined;
}> {
  const fromFile =
    given.config === undefined
      ? {}
      : parseStudyFile(await readConfigFile(given.config, cwd), path.resolve(cwd, given.config));
  const merged: StudyFile = { ...fromFile, ...fromFlags(given, raw) };
  const file = {
    ...merged,
    ...drawnBy(given['examples-seed'], merged.examples),
    ...(given['skip-bad'] && { dataset: skippingBad(merged.dataset) }),
  };
  const study = startingFrom(completeStudy(file, cwd), given.weights);
  const { registry, modules } = await loadPlugins(study.plugins, cwd);
  const out = path.resolve(cwd, file.out ?? path.join('runs', defaultName(study)));
  return {
    study: withWeightsFrom(study, cwd, out),
    registry,
    modules,
    out,
    jobs: file.jobs,
  };
}

/** The part of a study that the command line gives. */
function fromFlags(given: ParsedArgs<typeof args>, raw: readonly string[]): StudyFile {
  const number = (flag: string, value: string | undefined) => wholeNumber(flag, value);
  const flags: Record<string, unknown> = {
    preset: given.preset,
    dataset: given.dataset === undefined ? undefined : parseUse(given.dataset),
    image: given.image === undefined ? undefined : imageOf(given.image),
    networks: given.networks === undefined ? undefined : parseUses(given.networks),
    methods: given.methods === undefined ? undefined : parseUses(given.methods),
    seeds: given.seeds === undefined ? undefined : parseSeeds(given.seeds),
    examples: number('examples', given.examples),
    epochs: number('epochs', given.epochs),
    batchSize: number('batch-size', given['batch-size']),
    evaluate: evaluateOf(given.evaluate),
    optimizer: given.optimizer === undefined ? undefined : parseUse(given.optimizer),
    learningRate:
      given['learning-rate'] === undefined ? undefined : parseRate(given['learning-rate']),
    augment: given.augment === undefined ? undefined : parseUses(given.augment),
    control: given.control,
    stepLines: wholeNumber('step-lines', given['step-lines'], 0),
    out: given.out,
    jobs: number('jobs', given.jobs),
    launcher: given.launcher === undefined ? undefined : parseUse(given.launcher),
    runtime: given.runtime === undefined ? undefined : parseUse(given.runtime),
    device: oneOf('device', given.device, ['cpu', 'gpu']),
    threads: number('threads', given.threads),
    data: given.data,
    plugins: valuesOf('plugin', raw).length > 0 ? valuesOf('plugin', raw) : undefined,
  };
  return parseStudyFile(
    Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)),
    'The command line',
  );
}

/** Equal studies have equal names, so that the same command resumes the study. */
function defaultName({ base, observers, threads }: Study): string {
  const dataset = nameOf(base.dataset);
  return `${dataset}-${createHash('sha256')
    .update(JSON.stringify([base, observers, threads]))
    .digest('hex')
    .slice(0, 8)}`;
}

const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
