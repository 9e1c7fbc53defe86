import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Experiment, Registry } from '@codistill/core';
import { parseExperiment } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import type { PlannedRun } from './arms.ts';
import { resultName } from './attempts/attempts.ts';
import { hasBegun } from './attempts/files.ts';
import { experimentKey } from './experimentKey.ts';
import { homeOf, json, ownFolder, sharedFile } from './folder.ts';

/**
 * The runs that are trained, and the runs that share such a training: `served` maps each to its
 * run.
 */
export interface SharedRuns {
  readonly trained: readonly PlannedRun[];
  readonly served: ReadonlyMap<string, string>;
}

/**
 * Groups runs whose experiments are equal at a seed, because they are one training. The trained run
 * of a group is the first one with a result in the folder, else the first one with a checkpoint,
 * else the first one. A run that has its own result keeps it.
 */
export async function sharedRuns(
  runs: readonly PlannedRun[],
  registry: Registry,
  folder: string,
): Promise<SharedRuns> {
  const groups = new Map<string, PlannedRun[]>();
  for (const run of runs) {
    const key = experimentKey(run.arm.experiment(run.seed), registry);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const has = (run: PlannedRun, name: string) =>
    existsSync(path.join(ownFolder(folder, run.arm.id, run.seed), name));
  const served = new Map<string, string>();
  for (const [key, group] of groups) {
    const owner =
      group.find((run) => has(run, resultName)) ??
      (await earlierOwner(group, key, registry, folder)) ??
      group.find((run) => hasBegun(ownFolder(folder, run.arm.id, run.seed))) ??
      group[0]!;
    const home = typeof owner === 'string' ? owner : owner.id;
    for (const run of group) if (run.id !== home && !has(run, resultName)) served.set(run.id, home);
  }
  return {
    served,
    trained: runs
      .filter(({ id }) => !served.has(id))
      .map((run) => ({ ...run, after: run.after.map((id) => served.get(id) ?? id) })),
  };
}

/** A run with a result that the study no longer lists, but which one of the group shares. */
async function earlierOwner(
  group: readonly PlannedRun[],
  key: string,
  registry: Registry,
  folder: string,
): Promise<string | undefined> {
  for (const { arm, seed, id } of group) {
    const home = homeOf(folder, arm.id, seed);
    const where = path.join(folder, 'runs', home);
    if (home === id || !existsSync(path.join(where, resultName))) continue;
    const text = await readFile(path.join(where, 'experiment.json'), 'utf8').catch(() => '{}');
    if (keyOf(text, registry) === key) return home;
  }
  return undefined;
}

function keyOf(text: string, registry: Registry): string | undefined {
  try {
    return experimentKey(parseExperiment(JSON.parse(text) as Experiment), registry);
  } catch {
    return undefined;
  }
}

/** Stores in the folder of each run which other run it shares, and removes outdated entries. */
export async function keepShared(
  folder: string,
  runs: readonly PlannedRun[],
  { served }: SharedRuns,
): Promise<void> {
  for (const { arm, seed, id } of runs) {
    const own = ownFolder(folder, arm.id, seed);
    const home = served.get(id);
    if (home === undefined) await rm(path.join(own, sharedFile), { force: true });
    else if (homeOf(folder, arm.id, seed) !== home)
      await folderFiles(own).write(sharedFile, json({ run: home }));
  }
}
