import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SplitRequest } from '../contracts/task.ts';
import { stratified } from './stratified.ts';

const labelled = fc.integer({ min: 2, max: 6 }).chain((classes) =>
  fc.tuple(
    fc.constant(classes),
    fc
      .array(fc.nat(classes - 1), { minLength: 30, maxLength: 200 })
      // At least two of each class.
      .map((labels) => Int32Array.from([...labels, ...twice(classes)])),
  ),
);
const twice = (classes: number) => Array.from({ length: 2 * classes }, (_, i) => i % classes);
const counts = (labels: Int32Array, positions: Int32Array, classes: number) =>
  positions.reduce(
    (all, i) => all.with(labels[i]!, all[labels[i]!]! + 1),
    new Array<number>(classes).fill(0),
  );
const everyClass = (size: number, classes: number) =>
  Int32Array.from({ length: size }, (_, i) => i % classes);
const split = (labels: Int32Array, request: Partial<SplitRequest>) =>
  stratified(labels, { validation: { fraction: 0.2, seed: 1 }, seed: 7, ...request });

describe('stratified', () => {
  it('carves validation from each class in proportion, at least one; nothing is lost or shared', () => {
    fc.assert(
      fc.property(
        labelled,
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.nat(),
        ([classes, labels], fraction, seed) => {
          const { train, validation } = split(labels, { validation: { fraction, seed } });
          expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
          const all = counts(labels, Int32Array.from(labels.keys()), classes);
          expect(counts(labels, validation, classes)).toEqual(
            all.map((n) =>
              fraction === 0 ? 0 : Math.min(n - 1, Math.max(1, Math.round(n * fraction))),
            ),
          );
        },
      ),
    );
  });

  // [examples of each class, fraction, validation examples of each class]
  const small: readonly (readonly [number, number, number])[] = [
    [4, 0.1, 1],
    [2, 0.1, 1],
    [3, 0.001, 1],
    [2, 0.9, 1],
    [5, 0.9, 4],
    [4, 0, 0],
    [1, 0, 0],
  ];
  it.each(small)(
    'of 40 classes of %i, fraction %d leaves both sides their share: %i',
    (each, fraction, held) => {
      const labels = everyClass(40 * each, 40);
      const { train, validation } = split(labels, {
        validation: { fraction, seed: 0 },
      });
      expect(new Set(counts(labels, validation, 40))).toEqual(new Set([held]));
      expect(new Set(counts(labels, train, 40))).toEqual(new Set([each - held]));
    },
  );
  it('says what to set where a class has one example, and passes over a class that has none', () => {
    const labels = Int32Array.of(0, 0, 0, 1, 1, 3);
    expect(() => split(labels, {})).toThrow(
      'Class 3 has only one training example, so validation and training cannot both have one. Set validation: { fraction: 0, seed: 0 }',
    );
    const { validation } = split(labels.subarray(0, 5), {});
    expect(counts(labels, validation, 4)).toEqual([1, 1, 0, 0]);
  });
  it('takes any number of labels: a million, without an argument for each', () => {
    const labels = everyClass(1_000_000, 2);
    const { train, validation } = split(labels, {
      validation: { fraction: 0.5, seed: 0 },
    });
    expect([train.length, validation.length]).toEqual([500_000, 500_000]);
  });
});

describe('examples', () => {
  it('are taken evenly over the classes, from what validation leaves', () => {
    const labels = everyClass(100, 4);
    const { train, validation } = split(labels, { examples: 42 });
    expect(train).toHaveLength(42);
    expect(validation).toEqual(split(labels, {}).validation);
    expect([...counts(labels, train, 4)].sort()).toEqual([10, 10, 11, 11]);
    expect(train.some((i) => validation.includes(i))).toBe(false);
    expect(() => split(labels, { examples: 81 })).toThrow('80 of 100 are left');
    expect(() => split(labels, { examples: { count: 81, seed: 'run' } })).toThrow(
      '80 of 100 are left',
    );
  });
  it('by number are those that they always were', () => {
    const { train } = split(everyClass(60, 3), { examples: 12 });
    expect([...train]).toEqual([5, 7, 17, 22, 27, 34, 35, 38, 42, 45, 57, 58]);
  });
  it('of a study are the same for every run seed, as by their number alone', () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: 1, max: 25 }), fc.nat(), ([, labels], n, seed) => {
        const named = split(labels, { seed, examples: { count: n, seed: 'study' } });
        expect(named).toEqual(split(labels, { seed: seed + 1, examples: n }));
      }),
    );
  });
  it('of a run are a stratified draw of its own, never of validation, which all seeds share', () => {
    const labels = everyClass(1000, 10);
    const draws = [1, 2, 3, 4, 5].map((seed) =>
      split(labels, { seed, examples: { count: 100, seed: 'run' } }),
    );
    for (const { train, validation } of draws) {
      expect(counts(labels, train, 10)).toEqual(new Array(10).fill(10));
      expect(validation).toEqual(draws[0]!.validation);
      expect(train.some((i) => validation.includes(i))).toBe(false);
    }
    expect(new Set(draws.map(({ train }) => train.join())).size).toBe(5);
    const again = split(labels, { seed: 3, examples: { count: 100, seed: 'run' } });
    expect(again).toEqual(draws[2]);
    // Two random draws of 100 out of 800 have about 12 in common.
    const [a, b] = [new Set(draws[0]!.train), draws[1]!.train];
    expect(b.filter((i) => a.has(i)).length).toBeLessThan(30);
  });
});
