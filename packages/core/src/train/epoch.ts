import type { EpochSums } from '../checkpoint/checkpoint.ts';
import type { Examples } from '../contracts/data.ts';
import type { Moment, Program, StepMetrics } from '../contracts/run.ts';
import type { Resolved } from '../data/resolve.ts';
import { deployedPeer, learns } from '../step/setup.ts';
import { evaluateExamples } from './evaluate.ts';
import { measureAll } from './measures.ts';

type Values = Readonly<Record<string, number>>;

const named = (prefix: string, values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));

/** What a report holds. */
export const metricsOf = (values: Values): StepMetrics => ({
  names: Object.keys(values),
  values: Float32Array.from(Object.values(values)),
});

/**
 * What enters the history after an epoch: `train/...`, the means over its steps;
 * `validation/...`, with what the strategy measures on that split.
 */
export async function closeEpoch(
  resolved: Resolved,
  program: Program,
  { count, sums }: EpochSums,
): Promise<Values> {
  const { setup, train, split } = resolved;
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
  return {
    ...measured,
    ...named(
      'validation',
      measureAll(evaluation, labels, resolved.dataset.classes, answersOf(setup)),
    ),
    ...named('validation', setup.strategy.measure?.(evaluation, labels) ?? {}),
  };
}

/** `test/...`: the measures of all examples of the test split. */
export async function measureTest(
  { setup, dataset, experiment }: Resolved,
  program: Program,
  examples: Examples,
): Promise<Values> {
  const positions = Int32Array.from({ length: examples.size }, (_, i) => i);
  const { evaluation, labels } = await evaluateExamples(
    program,
    dataset,
    examples,
    positions,
    experiment.batchSize,
  );
  return named('test', measureAll(evaluation, labels, dataset.classes, answersOf(setup)));
}

/** What the history says of the epoch that was closed last. */
export const lastOf = (history: Moment['history']): Values =>
  Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values.at(-1)!]));

const answersOf = ({ networks }: Resolved['setup']) =>
  networks.filter(learns).map((network) => ({ network: network.id, peer: deployedPeer(network) }));
