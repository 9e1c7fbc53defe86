import type { EpochSums } from '../checkpoint/checkpoint.ts';
import type { Examples } from '../contracts/data.ts';
import type { Moment } from '../contracts/moment.ts';
import type { Evaluation, Program, StepMetrics } from '../contracts/program.ts';
import type { Resolved } from '../data/resolve.ts';
import { type MeasuredSplit, ofSplit } from '../names/metrics.ts';
import { deployedPeer, learns } from '../step/setup.ts';
import { evaluateExamples } from './evaluate.ts';
import { checkFiniteAnswers } from './finite.ts';
import { measureAll } from './measures.ts';

type Values = Readonly<Record<string, number>>;

const named = (split: MeasuredSplit, values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [ofSplit(split, name), value]));

/** Metrics in the form that a report contains. */
export const metricsOf = (values: Values): StepMetrics => ({
  names: Object.keys(values),
  values: Float32Array.from(Object.values(values)),
});

/**
 * The metrics that enter the history after an epoch, `steps` steps after the start of the run:
 * `train/...`, the means over the steps of the epoch, and `validation/...`, including those of the
 * strategy.
 * @throws Diverged if predictions on the validation split are not finite.
 */
export async function closeEpoch(
  resolved: Resolved,
  program: Program,
  { count, sums }: EpochSums,
  steps: number,
): Promise<Values> {
  const { train, split } = resolved;
  const means = Object.entries(sums).map(([name, sum]) => [name, sum / count] as const);
  const measured = named('train', Object.fromEntries(means));
  if (split.validation.length === 0) return measured;
  const { evaluation, labels } = await evaluateExamples(
    program,
    resolved.dataset,
    train,
    split.validation,
    resolved.experiment.batchSize,
  );
  await checkFiniteAnswers(evaluation, 'validation', program, steps);
  return { ...measured, ...measureValidation(resolved, evaluation, labels) };
}

/** All metrics of the validation split, `validation/...`, including those of the strategy. */
export function measureValidation(
  { setup, dataset }: Pick<Resolved, 'setup' | 'dataset'>,
  evaluation: Evaluation,
  labels: Int32Array,
): Values {
  return named('validation', {
    ...measureAll(evaluation, labels, dataset.classes, answersOf(setup)),
    ...setup.strategy.measure?.(evaluation, labels),
  });
}

/**
 * The metrics of all examples of the test split, `test/...`.
 * @throws Diverged if predictions are not finite.
 */
export async function measureTest(
  { setup, dataset, experiment }: Resolved,
  program: Program,
  examples: Examples,
  steps: number,
): Promise<Values> {
  const positions = Int32Array.from({ length: examples.size }, (_, i) => i);
  const { evaluation, labels } = await evaluateExamples(
    program,
    dataset,
    examples,
    positions,
    experiment.batchSize,
  );
  await checkFiniteAnswers(evaluation, 'test', program, steps);
  return named('test', measureAll(evaluation, labels, dataset.classes, answersOf(setup)));
}

/** The metrics of the last finished epoch. */
export const lastOf = (history: Moment['history']): Values =>
  Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values.at(-1)!]));

const answersOf = ({ networks }: Resolved['setup']) =>
  networks.filter(learns).map((network) => ({ network: network.id, peer: deployedPeer(network) }));
