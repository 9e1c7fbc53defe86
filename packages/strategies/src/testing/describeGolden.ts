import type { Registry } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { GoldenCase } from './golden.ts';
import { type Outcome, runFlow } from './run.ts';

/** The largest difference, relative to the largest value. */
function distance(found: readonly number[], expected: readonly number[]): number {
  const all = expected.length === 1 ? found.map(() => expected[0]!) : expected;
  if (all.length !== found.length) return Number.POSITIVE_INFINITY;
  const scale = all.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1e-8);
  return found.reduce((worst, x, i) => Math.max(worst, Math.abs(x - all[i]!) / scale), 0);
}

/** Declares the tests that strategies have the losses, gradients and memory of golden cases. */
export function describeGolden(registry: Pick<Registry, 'build'>, cases: readonly GoldenCase[]) {
  describe.each(cases)('$name', ({ strategy, options, expected, memory, ...given }) => {
    let outcome: Outcome;
    // The solver for the weights of `linear` has a finite precision.
    const loose = strategy === 'kdcl-linear' ? 20 : 1;

    beforeAll(() => {
      const kept = Object.fromEntries(
        Object.entries(memory ?? {}).map(([name, { data, shape }]) => [
          name,
          tf.tensor(data, shape),
        ]),
      );
      outcome = runFlow(registry.build('strategy', { use: strategy, ...options }), {
        ...given,
        memory: kept,
      } as Parameters<typeof runFlow>[1]);
      tf.dispose(kept);
    });

    test('has the edges of the formula, each with its loss', () => {
      const losses = Object.entries(outcome.terms).filter(([name]) => name.startsWith('loss/'));
      expect(losses.map(([name]) => name.slice(5)).sort()).toEqual(
        Object.keys(expected.terms).sort(),
      );
      for (const [name, value] of losses) {
        const wanted = expected.terms[name.slice(5)]!;
        expect(Math.abs(value - wanted) / Math.max(1, Math.abs(wanted)), name).toBeLessThan(
          1e-5 * loose,
        );
      }
      expect(Math.abs(outcome.loss - expected.loss) / Math.max(1, expected.loss)).toBeLessThan(
        1e-5 * loose,
      );
      for (const [name, weight] of Object.entries(expected.weights ?? {}))
        expect(outcome.terms[`weight/${name}`], name).toBeCloseTo(weight, 6);
    });

    test('has its gradients, in logits, features and own parameters', () => {
      expect(Object.keys(outcome.grads).sort()).toEqual(Object.keys(expected.grads).sort());
      for (const [name, grad] of Object.entries(expected.grads))
        expect(distance(outcome.grads[name]!, grad), name).toBeLessThan(1e-4 * loose);
    });

    test('leaves its memory and holds as the formula says', () => {
      expect(Object.keys(outcome.memory)).toEqual(Object.keys(expected.memory ?? {}));
      for (const [name, values] of Object.entries(expected.memory ?? {}))
        expect(distance(outcome.memory[name]!, values), name).toBeLessThan(1e-5);
      expect(outcome.hold).toEqual(expected.hold ?? {});
    });
  });
}
