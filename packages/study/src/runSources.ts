import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { folderFiles } from '@codistill/node';
import type { Arm } from './arms.ts';
import { hasBegun } from './attempts/files.ts';
import { json, runFolder, type SavedStudy } from './folder.ts';
import { type Change, changesOf, type Sources } from './sources.ts';

/**
 * The file in a run's folder that lists the sources of the run: one, or several if it was resumed.
 */
const sourcesFile = 'sources.json';

/** Stores the sources of a run that is about to train. */
export async function keepRunSources(folder: string, id: string): Promise<void> {
  const ids = new Set([...(hasBegun(folder) ? await runSources(folder) : []), id]);
  await folderFiles(folder).write(sourcesFile, json({ sources: [...ids] }));
}

async function runSources(folder: string): Promise<readonly string[]> {
  const text = await readFile(path.join(folder, sourcesFile), 'utf8').catch(() => '{}');
  try {
    return (JSON.parse(text) as { readonly sources?: readonly string[] }).sources ?? [];
  } catch {
    return [];
  }
}

/** A run that has started, and its sources. */
interface BegunRun {
  readonly id: string;
  readonly names: string;
  readonly sources: readonly string[];
}

/** The runs of a study that have a result or a checkpoint. */
async function begunRuns(
  folder: string,
  saved: Pick<SavedStudy, 'study'>,
  arms: readonly Arm[],
): Promise<readonly BegunRun[]> {
  const runs = arms.flatMap((arm) => saved.study.seeds.map((seed) => ({ arm, seed })));
  const begun = runs
    .map((run) => ({ ...run, where: runFolder(folder, run.arm.id, run.seed) }))
    .filter(({ where }) => hasBegun(where));
  return Promise.all(
    begun.map(async ({ arm, seed, where }) => ({
      id: `${arm.id}/seed-${seed}`,
      names: namesIn(arm, seed, saved),
      sources: await runSources(where),
    })),
  );
}

/** All names in a run's experiment, as JSON. */
const namesIn = (arm: Arm, seed: number, { study }: Pick<SavedStudy, 'study'>): string =>
  JSON.stringify([arm.entry, arm.experiment(seed), study.observers]);

/** Whether a change affects a run. Changes of data and versions affect all runs. */
const concerns = ({ plugins }: Change, names: string): boolean =>
  plugins === undefined ||
  plugins.some((plugin) => names.includes(JSON.stringify(plugin.slice(plugin.indexOf(' ') + 1))));

/** A change since runs were trained, and the affected runs. */
export interface ChangedSince extends Change {
  readonly runs: readonly string[];
  /**
   * Whether it also affects runs that are still to be trained, so that both kinds would be
   * averaged.
   */
  readonly mixes: boolean;
}

/**
 * The differences between `now` and the sources of a study's runs. `missing` runs are still to be
 * trained.
 */
export async function changesSince(
  folder: string,
  saved: Pick<SavedStudy, 'study' | 'sources'>,
  arms: readonly Arm[],
  now: Sources,
  missing: readonly { readonly arm: Arm; readonly seed: number }[],
): Promise<readonly ChangedSince[]> {
  const found = new Map<string, { change: Change; runs: Set<string> }>();
  for (const { id, names, sources } of await begunRuns(folder, saved, arms))
    for (const source of sources) {
      const before = saved.sources?.[source];
      for (const change of before ? changesOf(before, now) : []) {
        if (!concerns(change, names)) continue;
        const known = found.get(change.what) ?? { change, runs: new Set() };
        found.set(change.what, known);
        known.runs.add(id);
      }
    }
  return [...found.values()].map(({ change, runs }) => ({
    ...change,
    runs: [...runs],
    mixes: missing.some(({ arm, seed }) => concerns(change, namesIn(arm, seed, saved))),
  }));
}

/** Sentences about runs of one study that were made with different code or data. */
export async function mixedSources(
  folder: string,
  saved: Pick<SavedStudy, 'study' | 'sources'>,
  arms: readonly Arm[],
): Promise<readonly string[]> {
  const runs = await begunRuns(folder, saved, arms);
  const history = Object.entries(saved.sources ?? {});
  const sentences = history.flatMap(([later, now], i) =>
    history.slice(0, i).flatMap(([earlier, before]) =>
      changesOf(before, now).flatMap((change) => {
        const of = (source: string) =>
          runs.filter(({ names, sources }) => sources.includes(source) && concerns(change, names));
        const [old, fresh] = [of(earlier), of(later)];
        return old.length > 0 && fresh.length > 0
          ? [
              `Runs of different code or data are compared: ${change.what} changed between ${listed(old)} and ${listed(fresh)}.`,
            ]
          : [];
      }),
    ),
  );
  return [...new Set(sentences)];
}

const listed = (runs: readonly BegunRun[]) => runs.map(({ id }) => id).join(', ');
