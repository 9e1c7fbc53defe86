import { readFile } from 'node:fs/promises';
import { nameOf } from '@codistill/core';
import { differingFields } from '@codistill/core/engine';
import { type Report, type ReportDescription, type RunRecord, reportOf } from '@codistill/report';
import { type Arm, armsOf, perturbationOf } from '../arms.ts';
import { runFile } from '../attempts/files.ts';
import { readStudy, runFolder, type SavedStudy } from '../folder.ts';
import { loadRegistry } from '../plugins/loadPlugins.ts';
import { remarksOn } from '../remarks.ts';
import { armsAsSaved } from '../savedArms.ts';
import { baselineOf } from '../study.ts';
import { readRun } from './readRun.ts';

export interface ReadReportOptions {
  /** The study's arms; default those in its folder. */
  readonly arms?: readonly Arm[];
  /** Plugins with which to make the arms, instead of those that the folder keeps. */
  readonly plugins?: readonly string[];
  /** Why runs have no result, by run id, such as 'mutual/seed-1'; default what the folder says. */
  readonly failures?: Readonly<Record<string, string>>;
}

/**
 * The report of the study in a folder, from its `study.json` and the files of its runs. Studies of
 * an early version store no arms; the arms are then made again with the study's plugins.
 * @throws InputError if the folder holds no study, or a file in it is incomplete.
 */
export async function readReport(folder: string, options: ReadReportOptions = {}): Promise<Report> {
  const saved = await readStudy(folder);
  const arms = options.arms ?? (await armsIn(saved, options.plugins ?? []));
  const runs: RunRecord[] = [];
  for (const arm of arms)
    for (const seed of saved.study.seeds)
      runs.push(await readRun(folder, arm, arms, seed, options.failures));
  return reportOf(await describe(folder, saved, arms), runs);
}

/**
 * The arms that a study stores. They are made again if `plugins` are given or an early version
 * stored none.
 */
export const armsIn = async (
  saved: SavedStudy,
  plugins: readonly string[],
): Promise<readonly Arm[]> =>
  saved.arms && plugins.length === 0
    ? armsAsSaved(saved.arms)
    : armsOf(saved.study, await loadRegistry(plugins.length > 0 ? plugins : saved.study.plugins));

/** What the report says about a study besides its runs. */
async function describe(
  folder: string,
  saved: SavedStudy,
  arms: readonly Arm[],
): Promise<ReportDescription> {
  const { study, engine, command } = saved;
  const { methods, seeds, observers, control } = study;
  const base = { ...study.base, seed: seeds[0]! };
  const describeArm = (arm: Arm) => ({
    id: arm.id,
    about: arm.about,
    ...(arm.source && { source: arm.source }),
    differs: differingFields(
      JSON.parse(JSON.stringify(base)),
      JSON.parse(JSON.stringify(arm.experiment(base.seed))),
    ),
    ...perturbationOf(arm, study),
  });
  const compared = methods.map(({ id }) => arms.find((arm) => arm.id === id)!);
  const ids = compared.map(({ id }) => id);
  return {
    title: `${ids.join(', ')} on ${nameOf(base.dataset)}`,
    methods: compared.map(describeArm),
    teachers: arms.filter((arm) => !arm.compared).map(describeArm),
    baseline: baselineOf(ids)!,
    ...(control !== undefined && { control }),
    study: {
      base: study.base,
      methods,
      seeds,
      observers,
      ...(engine && { engine }),
      environment: {
        ...(engine && { engine }),
        ...(await environmentOf(folder, compared, seeds)),
      },
      command,
    },
    remarks: await remarksOn(folder, saved, arms),
  };
}

/** The environment of the first run that has started. */
async function environmentOf(
  folder: string,
  arms: readonly Arm[],
  seeds: readonly number[],
): Promise<Record<string, unknown>> {
  for (const seed of seeds)
    for (const { id } of arms) {
      const text = await readFile(
        runFile(runFolder(folder, id, seed), 'environment.json'),
        'utf8',
      ).catch(() => undefined);
      if (text !== undefined) return JSON.parse(text) as Record<string, unknown>;
    }
  return {};
}
