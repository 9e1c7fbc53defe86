import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitTrain } from './split.ts';

const labelled = fc.integer({ min: 2, max: 6 }).chain((classes) =>
  fc.tuple(
    fc.constant(classes),
    fc
      .array(fc.nat(classes - 1), { minLength: 30, maxLength: 200 })
      .map((labels) => Int32Array.from(labels)),
  ),
);
const counts = (labels: Int32Array, positions: Int32Array, classes: number) =>
  positions.reduce(
    (all, i) => all.with(labels[i]!, all[labels[i]!]! + 1),
    new Array<number>(classes).fill(0),
  );

describe('splitTrain', () => {
  it('carves validation from each class in proportion; nothing is lost, nothing shared', () => {
    fc.assert(
      fc.property(
        labelled,
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.nat(),
        ([classes, labels], fraction, seed) => {
          const { train, validation } = splitTrain(labels, classes, { fraction, seed });
          expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
          const all = counts(labels, Int32Array.from(labels.keys()), classes);
          expect(counts(labels, validation, classes)).toEqual(
            all.map((count) => Math.round(count * fraction)),
          );
        },
      ),
    );
  });
  it('takes examples evenly over the classes, from what validation leaves', () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => i % 4);
    const { train, validation } = splitTrain(labels, 4, { fraction: 0.2, seed: 1 }, 42);
    expect(train).toHaveLength(42);
    expect(validation).toEqual(splitTrain(labels, 4, { fraction: 0.2, seed: 1 }).validation);
    expect([...counts(labels, train, 4)].sort()).toEqual([10, 10, 11, 11]);
    expect(train.some((i) => validation.includes(i))).toBe(false);
    expect(() => splitTrain(labels, 4, { fraction: 0.2, seed: 1 }, 81)).toThrow(
      '80 of 100 are left',
    );
  });
});
