import { stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identities, pairs, shuffled } from '../index.ts';

const labelled = fc.tuple(
  fc.array(fc.nat(4), { minLength: 16, maxLength: 80 }).map((labels) => Int32Array.from(labels)),
  fc.nat(),
);
const rng = (seed: number) => stream(seed, 'data/order', 0);
const count = (labels: Int32Array, label: number) =>
  labels.filter((other) => other === label).length;

describe('orders', () => {
  it('shuffled visits every example at most once, and leaves out less than a batch', () => {
    fc.assert(
      fc.property(labelled, ([labels, seed]) => {
        const epoch = shuffled().epoch(labels, 8, rng(seed));
        expect(epoch.length).toBe(Math.floor(labels.length / 8) * 8);
        expect(new Set(epoch).size).toBe(epoch.length);
      }),
    );
  });
  it('pairs gives every example of a first half a partner of its class, another one where there is one', () => {
    fc.assert(
      fc.property(labelled, ([labels, seed]) => {
        const epoch = pairs().epoch(labels, 8, rng(seed));
        const firsts: number[] = [];
        for (let start = 0; start < epoch.length; start += 8) {
          for (let i = start; i < start + 4; i++) {
            const [a, b] = [epoch[i]!, epoch[i + 4]!];
            firsts.push(a);
            expect(labels[a]).toBe(labels[b]);
            if (count(labels, labels[a]!) > 1) expect(a).not.toBe(b);
          }
        }
        expect(epoch.length).toBe(Math.floor(labels.length / 8) * 8);
        expect(new Set(firsts).size).toBe(firsts.length);
      }),
    );
    expect(() => pairs().epoch(Int32Array.of(0, 0, 0), 3, rng(0))).toThrow('even batchSize');
  });
  it('pairs draws every partner as often as another', () => {
    const drawn = new Array<number>(5).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const epoch = pairs().epoch(new Int32Array(5), 4, rng(seed));
      if (epoch[0] === 0) drawn[epoch[2]!]!++;
    }
    const all = drawn.reduce((a, b) => a + b);
    expect(drawn[0]).toBe(0);
    for (const times of drawn.slice(1)) expect(Math.abs(times / all - 1 / 4)).toBeLessThan(0.1);
  });
  it('identities gives P different classes with K different examples each, where there are so many', () => {
    fc.assert(
      fc.property(labelled, fc.constantFrom(2, 4), ([labels, seed], each) => {
        const epoch = identities({ each }).epoch(labels, 8, rng(seed));
        expect(epoch.length).toBe(Math.floor(labels.length / 8) * 8);
        const known = new Set(labels).size;
        for (let start = 0; start < epoch.length; start += 8) {
          const groups = Array.from({ length: 8 / each }, (_, g) => [
            ...epoch.subarray(start + g * each, start + (g + 1) * each),
          ]);
          for (const group of groups) {
            const label = labels[group[0]!]!;
            expect(group.every((i) => labels[i] === label)).toBe(true);
            expect(new Set(group).size).toBe(Math.min(each, count(labels, label)));
          }
          expect(new Set(groups.map((group) => labels[group[0]!])).size).toBe(
            Math.min(groups.length, known),
          );
        }
      }),
    );
    expect(() => identities().epoch(Int32Array.of(0, 0), 6, rng(0))).toThrow('divisible by 4');
  });
  it('identities comes to every example of equal classes', () => {
    const labels = Int32Array.from({ length: 40 }, (_, i) => i % 5);
    expect(new Set(identities().epoch(labels, 20, rng(3))).size).toBe(40);
  });
});
