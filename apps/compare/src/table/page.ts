import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { differingFields } from '@codistill/core';
import { type ReportRun, type StudyReport, studyReport } from '../report/model.ts';
import { type MetricLine, runFacts } from '../report/runFacts.ts';
import type { FinishedRun } from '../run/result.ts';
import type { Arm } from '../study/arms.ts';
import { readResult, runFolder, type SavedStudy } from '../study/folder.ts';
import type { RunTiming } from './report.ts';

/** All that the page of a study says, read from its folder. */
export async function studyOfFolder(
  folder: string,
  { study, engine, command }: SavedStudy,
  arms: readonly Arm[],
  timings: Readonly<Record<string, Readonly<Record<string, RunTiming>>>>,
  failures: Readonly<Record<string, string>> = {},
): Promise<StudyReport> {
  const compared = study.methods.map(({ id }) => arms.find((arm) => arm.id === id)!);
  const runs: ReportRun[] = [];
  for (const arm of compared) for (const seed of study.seeds) runs.push(await runOf(folder, arm.id, seed, timings[arm.id]?.[seed], failures));
  const base = { ...study.base, seed: study.seeds[0]! };
  const facts = {
    title: `${compared.map(({ id }) => id).join(', ')} on ${typeof base.dataset === 'string' ? base.dataset : base.dataset.use}`,
    methods: compared.map((arm) => ({
      id: arm.id,
      about: arm.about,
      ...(arm.source && { source: arm.source }),
      differs: differingFields(JSON.parse(JSON.stringify(base)), JSON.parse(JSON.stringify(arm.experiment(base.seed)))),
    })),
    base: study.base,
    environment: { ...(engine && { engine }), ...(await environmentOf(folder, compared, study.seeds)) },
    command,
  };
  return studyReport(facts, runs);
}

async function environmentOf(folder: string, arms: readonly Arm[], seeds: readonly number[]): Promise<Record<string, unknown>> {
  for (const seed of seeds)
    for (const { id } of arms) {
      const text = await readFile(path.join(runFolder(folder, id, seed), 'environment.json'), 'utf8').catch(() => undefined);
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
    const message = failures[`${method}/seed-${seed}`];
    return message === undefined ? { ...none, status: 'missing' } : { ...none, status: 'failed', message };
  }
  const facts = { facts: runFacts(await linesOf(path.join(where, 'metrics.jsonl'))) };
  if (result.status === 'diverged') return { ...none, ...facts, status: 'failed', message: result.message };
  return {
    method,
    seed,
    status: 'finished',
    ...facts,
    deployed: result.deployed,
    ...(timing && { seconds: timing.seconds, megabytes: timing.megabytes }),
    forwardPasses: weighted(result, 'forward'),
    backwardPasses: weighted(result, 'backward'),
  };
}

/** Passes by the network's size in parameters. */
const weighted = ({ passes, parameters }: FinishedRun, way: 'forward' | 'backward') =>
  Object.entries(passes[way]).reduce((sum, [id, count]) => sum + count * (parameters[id] ?? 0), 0);

async function linesOf(file: string): Promise<MetricLine[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as MetricLine);
}
