import type { EpochSums } from '../checkpoint/checkpoint.ts';
import type { Measuring } from '../contracts/flow.ts';
import type { Loader } from '../contracts/loader.ts';
import type { Moment } from '../contracts/moment.ts';
import type { Predictions } from '../contracts/predictions.ts';
import type { Program, StepMetrics } from '../contracts/program.ts';
import type { Gathered, Pass } from '../contracts/task.ts';
import type { Resolved } from '../data/resolve.ts';
import { type MeasuredSplit, ofSplit } from '../names/metrics.ts';
import { evaluatorOf, gathered } from './evaluate.ts';
import { checkFiniteAnswers } from './finite.ts';
import { predicting } from './predictions.ts';

type Values = Readonly<Record<string, number>>;

/** The metrics of an evaluation and the predictions that they are made from. */
export interface Measured {
  readonly metrics: Values;
  /** Empty where nothing was evaluated. */
  readonly predictions: readonly Predictions[];
}

const named = (split: MeasuredSplit, values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [ofSplit(split, name), value]));

/** Metrics in the form that a report contains. */
export const metricsOf = (values: Values): StepMetrics => ({
  names: Object.keys(values),
  values: Float32Array.from(Object.values(values)),
});

/** The run's evaluation of that name; undefined if it has none. */
export const passOf = ({ passes }: Resolved, name: Pass['name']): Pass | undefined =>
  passes.find((pass) => pass.name === name);

/** What evaluates, and what feeds it. */
export interface Evaluating {
  readonly program: Program;
  readonly loader: Pick<Loader, 'evaluate'>;
}

/**
 * The metrics that enter the history after an epoch, `steps` steps after the start of the run:
 * `train/...`, the means over the steps of the epoch, and `validation/...`, including those of the
 * strategy.
 * @throws Diverged if predictions on the validation split are not finite.
 */
export async function closeEpoch(
  resolved: Resolved,
  { program, loader }: Evaluating,
  { count, sums }: EpochSums,
  steps: number,
): Promise<Measured> {
  const means = Object.entries(sums).map(([name, sum]) => [name, sum / count] as const);
  const measured = named('train', Object.fromEntries(means));
  const pass = passOf(resolved, 'validation');
  if (!pass) return { metrics: measured, predictions: [] };
  const { metrics, predictions } = await measurePass(resolved, { program, loader }, pass, steps);
  return { metrics: { ...measured, ...metrics }, predictions };
}

/**
 * The metrics of a pass, `validation/...` or `test/...`, and its predictions, from its batches one
 * after another.
 * @throws Diverged if predictions are not finite.
 */
export async function measurePass(
  resolved: Resolved,
  { program, loader }: Evaluating,
  pass: Pass,
  steps: number,
): Promise<Measured> {
  const measures = measuresOf(resolved, pass);
  const predictions = predicting(resolved, pass);
  for await (const batch of gathered(program, resolved, pass, loader.evaluate(pass))) {
    await checkFiniteAnswers(batch.peers, pass.name, program, steps);
    measures.add(batch);
    predictions?.add(batch);
  }
  return { metrics: measures.end(), predictions: predictions?.end() ?? [] };
}

/** Takes the batches of a pass; gives the metrics of the task and, of validation, the strategy. */
export function measuresOf(resolved: Resolved, pass: Pass) {
  const { task, fitted, setup, splits } = resolved;
  const evaluator = evaluatorOf(resolved, pass);
  const measuring: Measuring | undefined =
    pass.name === 'validation' ? setup.strategy.measure?.(setup.setting) : undefined;
  return {
    add(batch: Gathered): void {
      evaluator.add(batch);
      if (!measuring) return;
      const { split } = pass.parts.find(({ role }) => role === batch.role)!;
      measuring.add(batch.peers, task.encode(splits.get(split)!.targets, batch.positions, fitted));
    },
    end: (): Values => named(pass.name, { ...evaluator.end(), ...measuring?.end() }),
  };
}

/** The metrics of the last finished epoch. */
export const lastOf = (history: Moment['history']): Values =>
  Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values.at(-1)!]));
