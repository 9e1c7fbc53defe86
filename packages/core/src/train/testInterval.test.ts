import fc from 'fast-check';
import { expect, it } from 'vitest';
import { testInterval } from './testInterval.ts';

const counts = { test: 728, batchSize: 50, stepsPerEpoch: 2, epochs: 60 };

it('is what the experiment says', () => {
  expect(testInterval('every-epoch', counts)).toBe(1);
  expect(testInterval('last-epoch', counts)).toBe(60);
  expect(testInterval(7, counts)).toBe(7);
});

it('by default costs at most a fifth of training, and no epoch is left out without need', () => {
  expect(testInterval(undefined, counts)).toBe(38);
  // CIFAR-100 with a tenth of the training examples for validation.
  const cifar = { test: 10_000, batchSize: 128, stepsPerEpoch: 351, epochs: 200 };
  expect(testInterval(undefined, cifar)).toBe(2);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 512 }),
      fc.integer({ min: 1, max: 2000 }),
      (test, batchSize, stepsPerEpoch) => {
        const k = testInterval(undefined, { test, batchSize, stepsPerEpoch, epochs: 10 });
        const evaluated = batchSize * Math.ceil(test / batchSize);
        const trained = (epochs: number) => epochs * stepsPerEpoch * batchSize;
        expect(evaluated).toBeLessThanOrEqual(trained(k) / 5);
        if (k > 1) expect(evaluated).toBeGreaterThan(trained(k - 1) / 5);
      },
    ),
  );
});
