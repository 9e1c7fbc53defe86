import { expect, test } from 'vitest';
import golden from '../kdcl.golden.json' with { type: 'json' };
import { filled } from '../testing/peers.ts';
import { generalWeights } from './generalWeights.ts';

test('the weights of the general ensemble are those of NumPy', () => {
  const evaluation = Object.fromEntries(
    ['a', 'b', 'c'].map((id, seed) => [id, filled(seed, [8, 5], 2)]),
  );
  const weights = generalWeights(evaluation, Int32Array.from(golden.general.labels), 1e-4);
  for (const [id, weight] of Object.entries(golden.general.weights))
    expect(weights[id]).toBeCloseTo(weight, 5);
  expect(Object.values(weights).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
});
