import { InputError } from '@codistill/core';
import { checkHolds } from '@codistill/core/engine';
import { expect, it } from 'vitest';
import { withDistribution } from '../tools/cast.ts';
import { runFlow } from '../tools/flow.ts';
import { expectSameBits } from '../tools/same.ts';
import type { Casts } from './casts.ts';

/**
 * Declares the tests of distributions other than categorical: the strategy `use` trains with them,
 * or is rejected for them.
 */
export function describeDistributions(casts: Casts, use: string): void {
  it.each(['bernoulli', 'gaussian'] as const)(
    'holds for %s outputs, finite and the same again, or is refused by name',
    (distribution) => {
      for (const cast of casts()) {
        const { strategy } = cast.setup;
        if (!(strategy.holdsFor ?? [distribution]).includes(distribution)) {
          const refuse = () => checkHolds(use, strategy, distribution);
          expect(refuse).toThrow(`"${distribution}"`);
          expect(refuse).toThrow(InputError);
          continue;
        }
        const other = withDistribution(cast, distribution);
        const [first, again] = [runFlow(other, { seed: 1 }), runFlow(other, { seed: 1 })];
        expect(Number.isFinite(first.loss), cast.group.name).toBe(true);
        expect(again.loss).toBe(first.loss);
        for (const [leaf, grad] of Object.entries(first.grads)) {
          expect(grad.every(Number.isFinite), `the gradient of ${leaf}`).toBe(true);
          expectSameBits(again.grads[leaf]!, grad, leaf);
        }
      }
    },
  );
}
