import { expect, it } from 'vitest';
import { runFlow } from '../tools/flow.ts';
import { moments } from '../tools/moments.ts';
import type { Casts } from './casts.ts';

/** Declares the test that losses and gradients are finite at extreme logits. */
export function describeFiniteness(casts: Casts): void {
  it('is finite at logits of 1e4, with finite gradients', () => {
    for (const cast of casts())
      for (const scale of [1e4, 1e-4])
        for (const moment of [moments()[1]!, moments()[4]!]) {
          const { loss, terms, grads } = runFlow(cast, { seed: 1, scale, moment });
          expect(Number.isFinite(loss), `${cast.group.name}, the loss at ${scale}: ${loss}`).toBe(
            true,
          );
          for (const [term, value] of Object.entries(terms))
            expect(Number.isFinite(value), term).toBe(true);
          for (const [leaf, grad] of Object.entries(grads))
            expect(grad.every(Number.isFinite), `the gradient of ${leaf} at ${scale}`).toBe(true);
        }
  });
}
