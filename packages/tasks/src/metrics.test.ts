import { expect, test } from 'vitest';
import golden from './golden/metrics.json' with { type: 'json' };
import { multiLabel, regression } from './index.ts';

/** The values of metrics.py. */
const wave = (seed: number, rows: number, columns: number, step: number) =>
  Array.from({ length: rows * columns }, (_, i) => Math.sin(seed + step * i));
const logits = (seed: number) =>
  wave(seed, 24, 5, 1.7).map((value) => Math.round(200 * value) / 100);
const deployed = ['a', 'b'].map((network) => ({ network, peer: network }));
const positions = Int32Array.from({ length: 24 }, (_, i) => i);
const pass = { name: 'test', parts: [{ split: 'test', role: 'test' }] } as const;

const expectGolden = (
  found: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, Readonly<Record<string, number>>>>,
) => {
  for (const [peer, values] of Object.entries(expected))
    for (const [name, value] of Object.entries(values))
      expect(found[`${name}/${peer}`], `${name}/${peer}`).toBeCloseTo(value, 6);
};

test('the metrics of labels are those of scikit-learn', () => {
  const limits = [0.2, 0.5, -0.4, 0.8, 0];
  const bits = Uint8Array.from(wave(3, 24, 5, 2.3), (value, i) => Number(value > limits[i % 5]!));
  const targets = { kind: 'bits', width: 5, values: bits } as const;
  const task = multiLabel();
  const evaluator = task.evaluator({
    pass,
    fitted: task.fit(targets, positions, {}),
    targets: { test: targets },
    attributes: {},
    deployed,
  });
  const peers = { a: Float32Array.from(logits(1)), b: Float32Array.from(logits(2)) };
  evaluator.add({ role: 'test', positions, peers });
  expectGolden(evaluator.end(), golden.labels);
});

test('the metrics of numbers are those of scikit-learn, in the units of the targets', () => {
  const center = [300, -20];
  const values = Float32Array.from(wave(5, 24, 2, 1.1), (value, i) => 40 * value + center[i % 2]!);
  const targets = { kind: 'numbers', width: 2, values } as const;
  const task = regression({ unit: 'degrees' });
  const fitted = task.fit(targets, positions.slice(0, 16), {});
  for (const fact of ['mean', 'deviation'] as const)
    golden.scale[fact].forEach((value, k) => {
      expect((fitted.facts[fact] as readonly number[])[k]).toBeCloseTo(value, 4);
    });
  const evaluator = task.evaluator({
    pass,
    fitted,
    targets: { test: targets },
    attributes: {},
    deployed,
  });
  const first = (seed: number) => Float32Array.from(logits(seed).filter((_, i) => i % 5 < 2));
  evaluator.add({ role: 'test', positions, peers: { a: first(1), b: first(2) } });
  const found = evaluator.end();
  for (const [peer, expected] of Object.entries(golden.numbers))
    for (const [name, value] of Object.entries(expected))
      expect(found[`${name}/${peer}`]! / value, `${name}/${peer}`).toBeCloseTo(1, 5);
  expect(task.metrics[0]).toMatchObject({ unit: 'degrees', higherIsBetter: false });
});
