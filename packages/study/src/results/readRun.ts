import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { historyReader, type RunHistory, type RunRecord } from '@codistill/report';
import { type Arm, armsBefore, runId } from '../arms.ts';
import { attemptsOf } from '../attempts/attempts.ts';
import { endOf } from '../attempts/events.ts';
import { runFile } from '../attempts/files.ts';
import { readResult, runFolder } from '../folder.ts';
import { metricLines } from '../run/metricsLog.ts';
import type { FinishedRun, RunResult } from '../run/result.ts';
import { readTiming } from './timing.ts';

/** The record of a run for the report, from the study's folder. */
export async function readRun(
  folder: string,
  arm: Arm,
  arms: readonly Arm[],
  seed: number,
  failures: Readonly<Record<string, string>> = {},
): Promise<RunRecord> {
  const method = arm.id;
  const where = runFolder(folder, method, seed);
  const result = await readResult(where);
  const known = { method, seed, ...(await readTiming(where)) };
  if (!result) {
    const message = failures[runId(method, seed)] ?? (await reasonIn(where));
    return { ...known, ...(message === undefined ? missing : { status: 'failed', message }) };
  }
  const history = await readHistory(runFile(where, 'metrics.jsonl'));
  const before = await costBefore(folder, [...armsBefore(arm, arms)], seed);
  return { ...known, ...recordOf(result), history, ...(before && { before }) };
}

const missing = { status: 'missing' } as const;

function recordOf(result: RunResult): Omit<RunRecord, 'method' | 'seed'> {
  const { method: trainedAs, status } = result;
  if (result.status === 'diverged') {
    const { step, metrics, message } = result;
    return { trainedAs, status, message, diverged: { step, metrics } };
  }
  const { metrics, steps, epochs, examples, deployed, parameters, last, selected } = result;
  return {
    trainedAs,
    status,
    ...(metrics && { metric: metrics[0] }),
    steps,
    epochs,
    ...(examples && { examples }),
    deployed,
    parameters,
    last,
    ...(selected && { selected }),
    forwardPasses: passesOf(result, 'forward'),
    backwardPasses: passesOf(result, 'backward'),
  };
}

/** Why a run failed: as the command that started it wrote, or as its last attempt told. */
export async function reasonIn(where: string): Promise<string | undefined> {
  const text = await readFile(path.join(where, 'failure.txt'), 'utf8').catch(() => undefined);
  const attempt = attemptsOf(where).at(-1);
  const end = attempt && endOf(attempt.folder);
  return (text ?? (end?.how === 'failed' ? end.message : undefined))?.split('\n')[0];
}

async function readHistory(file: string): Promise<RunHistory> {
  const { add, history } = historyReader();
  for await (const line of metricLines(file)) add(line);
  return history();
}

/** The cost of the runs of `arms` with a seed, if all have finished. */
async function costBefore(
  folder: string,
  arms: readonly string[],
  seed: number,
): Promise<RunRecord['before']> {
  const folders = arms.map((id) => runFolder(folder, id, seed));
  const results = await Promise.all(folders.map(readResult));
  if (results.length === 0 || !results.every((result) => result?.status === 'finished'))
    return undefined;
  const timings = await Promise.all(folders.map(readTiming));
  const seconds = timings.flatMap((timing) => timing.seconds ?? []);
  const finished = results as readonly FinishedRun[];
  return {
    forwardPasses: sum(finished.map((run) => passesOf(run, 'forward'))),
    backwardPasses: sum(finished.map((run) => passesOf(run, 'backward'))),
    ...(seconds.length === timings.length && { seconds: sum(seconds) }),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const passesOf = ({ passes }: FinishedRun, way: 'forward' | 'backward') =>
  sum(Object.values(passes[way]));
