import type { Backbone } from '@codistill/core';
import { expect, it } from 'vitest';
import { classes, type ImageShape, look } from './look.ts';

/** Declares the tests of a backbone's predictions: their heads and their shapes. */
export function describeHeads(backbone: Backbone, imageShape: ImageShape): void {
  it('predicts with every head that it names, from images of any number', () => {
    expect(backbone.heads.length).toBeGreaterThan(0);
    expect(new Set(backbone.heads).size).toBe(backbone.heads.length);
    expect(backbone.heads).toContain(backbone.deployed);
    for (const training of [true, false])
      for (const batch of [1, 3]) {
        const { heads } = look(backbone, { batch, training, imageShape });
        for (const head of backbone.heads) {
          expect(Object.keys(heads)).toContain(head);
          expect(heads[head]!.shape).toEqual([batch, classes]);
          expect(heads[head]!.logits.every(Number.isFinite)).toBe(true);
          if (heads[head]!.features) expect(heads[head]!.features![0]).toBe(batch);
          const last = heads[head]!.stages?.at(-1);
          if (last && heads[head]!.features) expectSamePlaces(last, heads[head]!.features!);
        }
      }
  });
  it('makes as many classes as it is asked for', () => {
    for (const count of [2, 11])
      for (const { shape } of Object.values(look(backbone, { imageShape, classes: count }).heads))
        expect(shape).toEqual([2, count]);
  });
}

/** The map of a stage has the shape of the features, or no more places than they have tokens. */
function expectSamePlaces(stage: readonly number[], features: readonly number[]): void {
  if (features.length !== 3) {
    expect(stage).toEqual(features);
    return;
  }
  const [batch, height, width, channels] = stage;
  expect([batch, channels]).toEqual([features[0], features[2]]);
  expect(height! * width!).toBeLessThanOrEqual(features[1]!);
}
