import { expect, test } from 'vitest';
import golden from '../kdcl.golden.json' with { type: 'json' };
import { filled } from '../testing/peers.ts';
import { generalWeights } from './generalWeights.ts';

const oneHot = (labels: readonly number[], classes: number) =>
  Float32Array.from(
    labels.flatMap((label) => Array.from({ length: classes }, (_, k) => Number(k === label))),
  );

test('the weights of the general ensemble are those of NumPy, in batches of three', () => {
  const evaluation = Object.entries({ a: 0, b: 1, c: 2 }).map(
    ([id, seed]) => [id, filled(seed, [8, 5], 2)] as const,
  );
  const targets = oneHot(golden.general.labels, 5);
  const measuring = generalWeights('categorical', 5, 1e-4);
  for (let start = 0; start < 8; start += 3) {
    const rows = (values: Float32Array) => values.subarray(5 * start, 5 * (start + 3));
    measuring.add(
      Object.fromEntries(evaluation.map(([id, values]) => [id, rows(values)])),
      rows(targets),
    );
  }
  const weights = measuring.end();
  for (const [id, weight] of Object.entries(golden.general.weights))
    expect(weights[id]).toBeCloseTo(weight, 5);
  expect(Object.values(weights).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
});

test('one bit equals two classes with the logits (z, 0), with half the ridge', () => {
  const bits = generalWeights('bernoulli', 1, 0.5e-2);
  const classes = generalWeights('categorical', 2, 1e-2);
  const logits = { a: filled(3, [6, 1], 2), b: filled(4, [6, 1], 2) };
  const labels = [0, 1, 1, 0, 1, 0];
  bits.add(logits, Float32Array.from(labels));
  const two = (z: Float32Array) => Float32Array.from([...z].flatMap((value) => [value, 0]));
  classes.add(
    { a: two(logits.a), b: two(logits.b) },
    oneHot(
      labels.map((y) => 1 - y),
      2,
    ),
  );
  const [one, other] = [bits.end(), classes.end()];
  for (const id of ['a', 'b']) expect(one[id]).toBeCloseTo(other[id]!, 9);
});

test('of numbers it weights each network by the inverse of its squared error', () => {
  const measuring = generalWeights('gaussian', 1, 0);
  // Errors that are uncorrelated, of variance 1 and 4.
  measuring.add(
    { a: Float32Array.of(1, 1, -1, -1), b: Float32Array.of(2, -2, 2, -2) },
    new Float32Array(4),
  );
  const weights = measuring.end();
  expect(weights['a']).toBeCloseTo(0.8, 9);
  expect(weights['b']).toBeCloseTo(0.2, 9);
});
