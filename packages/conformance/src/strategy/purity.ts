import { expect, it } from 'vitest';
import { countTensors, type Settings } from '../settings.ts';
import { type FlowOutcome, runFlow } from '../tools/flow.ts';
import { moments } from '../tools/moments.ts';
import { expectSameBits } from '../tools/same.ts';
import type { Casts } from './casts.ts';
import { measuredBy } from './measures.ts';

/** Declares the tests that the flow is pure, and that each plan key has one graph without leaks. */
export function describePurity(casts: Casts, settings: Settings): void {
  it('is pure: the same again, and nothing that it was given is changed', () => {
    for (const cast of casts()) {
      const first = runFlow(cast, { seed: 1 });
      runFlow(cast, { seed: 2 });
      const again = runFlow(cast, { seed: 1 });
      expect(again.loss).toBe(first.loss);
      expect(again.terms).toEqual(first.terms);
      expect(again.memoryValues).toEqual(first.memoryValues);
      for (const [leaf, grad] of Object.entries(first.grads))
        expectSameBits(again.grads[leaf]!, grad, leaf);
      expect(first.untouched, cast.group.name).toBe(true);
    }
  });
  it('is one graph for one plan key, whatever the numbers, and leaks no tensor', () => {
    const before = countTensors(settings);
    for (const cast of casts()) {
      const measured = measuredBy(cast);
      const known = new Map<string, FlowOutcome>();
      for (const shift of [0, 1])
        for (const [i, moment] of moments(measured).entries()) {
          const outcome = runFlow(cast, { seed: (i + shift) % 3, moment });
          const same = known.get(outcome.key);
          if (!same) known.set(outcome.key, outcome);
          else {
            expect(outcome.structure, cast.group.name).toEqual(same.structure);
            expect(outcome.trace, cast.group.name).toEqual(same.trace);
          }
        }
    }
    expect(countTensors(settings)).toBe(before);
  });
}
