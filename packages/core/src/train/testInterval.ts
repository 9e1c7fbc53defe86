import type { Experiment } from '../contracts/experiment.ts';

/**
 * After how many epochs the test split is evaluated; after the last it is in any case. By default
 * k = ceil(5 E / T) with T the examples trained on in an epoch and E those of the test split, filled
 * up to whole batches: evaluation then passes at most a fifth as many examples forward as training.
 */
export function testInterval(
  evaluate: Experiment['evaluate'],
  counts: {
    readonly test: number;
    readonly batchSize: number;
    readonly stepsPerEpoch: number;
    readonly epochs: number;
  },
): number {
  const { test, batchSize, stepsPerEpoch, epochs } = counts;
  if (evaluate === 'every-epoch') return 1;
  if (evaluate === 'last-epoch') return epochs;
  return evaluate ?? Math.max(1, Math.ceil((5 * Math.ceil(test / batchSize)) / stepsPerEpoch));
}
