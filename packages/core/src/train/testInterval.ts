import type { Experiment } from '../contracts/experiment.ts';

/**
 * The number k of epochs after which the test split is evaluated; it is also evaluated after the
 * last epoch. By default k = ceil(5 E / T), where T is the number of training examples in an epoch
 * and E is the number of test examples, both in whole batches. Evaluation then needs at most a
 * fifth as many forward passes as training.
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
