import type { EpochSums } from '../checkpoint/checkpoint.ts';
import type { Files } from '../contracts/data.ts';
import type { Program, StepMetrics } from '../contracts/run.ts';
import type { Resolved } from '../data/resolve.ts';
import { deployedPeer, learns } from '../step/setup.ts';
import { evaluateExamples } from './evaluate.ts';
import { measureAll } from './measures.ts';

/**
 * The measures of an epoch that just ended: `train/...`, the means over its steps;
 * `validation/...`; `test/...` where asked for. Only the first two, and what the strategy measures
 * on the validation split, enter the history.
 */
export async function closeEpoch(
  { setup, dataset, train, split, experiment }: Resolved,
  program: Program,
  files: Files,
  open: EpochSums,
  withTest: boolean,
): Promise<{ readonly metrics: StepMetrics; readonly history: Readonly<Record<string, number>> }> {
  const deployed = setup.networks
    .filter(learns)
    .map((network) => ({ network: network.id, peer: deployedPeer(network) }));
  const history: Record<string, number> = {};
  const put = (
    into: Record<string, number>,
    prefix: string,
    values: Readonly<Record<string, number>>,
  ) => {
    for (const [name, value] of Object.entries(values)) into[`${prefix}/${name}`] = value;
  };
  put(
    history,
    'train',
    Object.fromEntries(Object.entries(open.sums).map(([name, sum]) => [name, sum / open.count])),
  );
  if (split.validation.length > 0) {
    const { evaluation, labels } = await evaluateExamples(
      program,
      dataset,
      train,
      split.validation,
      experiment.batchSize,
    );
    put(history, 'validation', measureAll(evaluation, labels, dataset.classes, deployed));
    put(history, 'validation', setup.strategy.measure?.(evaluation, labels) ?? {});
  }
  const test: Record<string, number> = {};
  if (withTest && dataset.splits.includes('test')) {
    const examples = await dataset.open('test', files);
    const positions = Int32Array.from({ length: examples.size }, (_, i) => i);
    const { evaluation, labels } = await evaluateExamples(
      program,
      dataset,
      examples,
      positions,
      experiment.batchSize,
    );
    put(test, 'test', measureAll(evaluation, labels, dataset.classes, deployed));
  }
  const all = { ...history, ...test };
  return {
    metrics: { names: Object.keys(all), values: Float32Array.from(Object.values(all)) },
    history,
  };
}
