import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { differingFields, nameOf } from '@codistill/core';
import {
  factsOfLines,
  type ReportRun,
  type RunFacts,
  type StudyReport,
  studyReport,
} from '@codistill/report';
import { type Arm, perturbationOf } from '../arms.ts';
import { readResult, runFolder, type SavedStudy } from '../folder.ts';
import { remarksOn } from '../remarks.ts';
import { metricLines } from '../run/metricsLog.ts';
import type { FinishedRun } from '../run/result.ts';
import { baselineOf } from '../study.ts';
import { armsBefore, type RunTiming } from './report.ts';

/** All that the page of a study says, read from its folder. */
export async function studyOfFolder(
  folder: string,
  saved: SavedStudy,
  arms: readonly Arm[],
  timings: Readonly<Record<string, Readonly<Record<string, RunTiming>>>>,
  failures: Readonly<Record<string, string>> = {},
): Promise<StudyReport> {
  const { study, engine, command } = saved;
  const compared = study.methods.map(({ id }) => arms.find((arm) => arm.id === id)!);
  const runs: ReportRun[] = [];
  for (const arm of compared)
    for (const seed of study.seeds) {
      const before = await costBefore(folder, [...armsBefore(arm, arms)], seed, timings);
      runs.push({
        ...(await runOf(folder, arm.id, seed, timings[arm.id]?.[seed], failures)),
        ...(before && { before }),
      });
    }
  const base = { ...study.base, seed: study.seeds[0]! };
  const facts = {
    title: `${compared.map(({ id }) => id).join(', ')} on ${nameOf(base.dataset)}`,
    methods: compared.map((arm) => ({
      id: arm.id,
      about: arm.about,
      ...(arm.source && { source: arm.source }),
      differs: differingFields(
        JSON.parse(JSON.stringify(base)),
        JSON.parse(JSON.stringify(arm.experiment(base.seed))),
      ),
      ...perturbationOf(arm, study),
    })),
    baseline: baselineOf(compared.map(({ id }) => id))!,
    ...(study.control !== undefined && { control: study.control }),
    base: study.base,
    environment: {
      ...(engine && { engine }),
      ...(await environmentOf(folder, compared, study.seeds)),
    },
    command,
    remarks: await remarksOn(folder, saved, arms),
  };
  return studyReport(facts, runs);
}

async function environmentOf(
  folder: string,
  arms: readonly Arm[],
  seeds: readonly number[],
): Promise<Record<string, unknown>> {
  for (const seed of seeds)
    for (const { id } of arms) {
      const text = await readFile(
        path.join(runFolder(folder, id, seed), 'environment.json'),
        'utf8',
      ).catch(() => undefined);
      if (text !== undefined) return JSON.parse(text) as Record<string, unknown>;
    }
  return {};
}

async function runOf(
  folder: string,
  method: string,
  seed: number,
  timing: RunTiming | undefined,
  failures: Readonly<Record<string, string>>,
): Promise<ReportRun> {
  const where = runFolder(folder, method, seed);
  const result = await readResult(where);
  const none = { method, seed, deployed: {}, forwardPasses: 0, backwardPasses: 0 };
  if (!result) {
    const message = failures[`${method}/seed-${seed}`] ?? (await failureOf(where));
    return message === undefined
      ? { ...none, status: 'missing' }
      : { ...none, status: 'failed', message };
  }
  const facts = { facts: await readFacts(path.join(where, 'metrics.jsonl')) };
  if (result.status === 'diverged')
    return { ...none, ...facts, status: 'diverged', message: result.message };
  return {
    method,
    seed,
    trainedAs: result.method,
    status: 'finished',
    ...facts,
    steps: result.steps,
    ...(result.examples && { examples: result.examples }),
    deployed: result.deployed,
    ...(timing && { seconds: timing.seconds, megabytes: timing.megabytes }),
    forwardPasses: passesOf(result, 'forward'),
    backwardPasses: passesOf(result, 'backward'),
  };
}

/** Why a run failed the last time that it was tried. */
const failureOf = async (where: string) =>
  (await readFile(path.join(where, 'failure.txt'), 'utf8').catch(() => undefined))?.split('\n')[0];

/** What the runs of `arms` with a seed took, where all are finished. */
async function costBefore(
  folder: string,
  arms: readonly string[],
  seed: number,
  timings: Readonly<Record<string, Readonly<Record<string, RunTiming>>>>,
): Promise<ReportRun['before']> {
  const results = await Promise.all(arms.map((id) => readResult(runFolder(folder, id, seed))));
  if (results.length === 0 || !results.every((result) => result?.status === 'finished'))
    return undefined;
  const seconds = arms.map((id) => timings[id]?.[seed]?.seconds);
  const known = seconds.filter((value) => value !== undefined);
  const finished = results as readonly FinishedRun[];
  return {
    forwardPasses: sum(finished.map((run) => passesOf(run, 'forward'))),
    backwardPasses: sum(finished.map((run) => passesOf(run, 'backward'))),
    ...(known.length === seconds.length && { seconds: sum(known) }),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const passesOf = ({ passes }: FinishedRun, way: 'forward' | 'backward') =>
  sum(Object.values(passes[way]));

async function readFacts(file: string): Promise<RunFacts> {
  const { add, facts } = factsOfLines();
  for await (const line of metricLines(file)) add(line);
  return facts();
}
