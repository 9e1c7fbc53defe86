import type { Backbone } from '@codistill/core';
import { expect, it } from 'vitest';
import { countTensors, type Settings } from '../settings.ts';
import { expectSameBits } from '../tools/same.ts';
import { type ImageShape, look } from './look.ts';

/**
 * Declares the tests that a forward pass depends only on its inputs, and that in evaluation the
 * prediction for an image depends only on that image.
 */
export function describePurity(
  backbone: Backbone,
  imageShape: ImageShape,
  settings: Settings,
): void {
  it('is pure: the same again, parameters, statistics and images untouched, one graph, nothing read back, no leak', () => {
    const before = countTensors(settings);
    for (const training of [true, false]) {
      const first = look(backbone, { imageShape, training });
      const again = look(backbone, { imageShape, training });
      const other = look(backbone, { imageShape, training, seed: 3 });
      for (const head of backbone.heads)
        expectSameBits(again.heads[head]!.logits, first.heads[head]!.logits, head);
      expect(first.untouched).toBe(true);
      expect(other.trace).toEqual(first.trace);
    }
    expect(countTensors(settings)).toBe(before);
  });
  it('evaluates every image by itself, without random numbers', () => {
    const together = look(backbone, { imageShape, batch: 3, training: false });
    const unlike = look(backbone, { imageShape, batch: 3, training: false, random: 8 });
    const alone = look(backbone, { imageShape, batch: 1, training: false });
    for (const head of backbone.heads) {
      const [many, one] = [together.heads[head]!.logits, alone.heads[head]!.logits];
      const size = one.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
      one.forEach((value, k) => {
        expect(Math.abs(value - many[k]!) / size).toBeLessThan(1e-3);
      });
      expectSameBits(unlike.heads[head]!.logits, many, head);
    }
  });
}
