import { type Perturbation, stream } from '@codistill/core';
import { takePixels } from '@codistill/core/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches } from './golden/golden.ts';
import * as plugins from './index.ts';

const perturbations = Object.values(plugins).filter(
  (plugin) => 'kind' in plugin && plugin.kind === 'perturbation',
) as unknown as readonly {
  id: string;
  (): Perturbation;
}[];

describe.each(perturbations.map((plugin) => [plugin.id, plugin] as const))('%s', (_id, plugin) => {
  it('returns a new batch of the same form and range, leaves the given one, and follows from its stream alone', () => {
    fc.assert(
      fc.property(batches, fc.nat(), (batch, seed) => {
        const before = {
          pixels: batch.pixels.slice(),
          labels: batch.targets.slice(),
          indices: batch.indices.slice(),
        };
        const made = plugin().apply(batch, stream(seed, 'p', 0));
        expect({ pixels: batch.pixels, labels: batch.targets, indices: batch.indices }).toEqual(
          before,
        );
        expect(made.pixels).not.toBe(batch.pixels);
        expect([made.shape, made.pixels.length, made.indices]).toEqual([
          batch.shape,
          batch.pixels.length,
          batch.indices,
        ]);
        expect(made.pixels.every((value) => value >= -1e-6 && value <= 1 + 1e-6)).toBe(true);
        for (let i = 0; i < batch.shape[0]; i++)
          expect(made.targets.subarray(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(
            1,
            5,
          );
        expect(plugin().apply(batch, stream(seed, 'p', 0))).toEqual(made);
        // An array that is filled again is filled as a whole.
        for (let i = 0; i < 4; i++)
          takePixels(new Float32Array(batch.pixels.length).fill(Number.NaN));
        expect(plugin().apply(batch, stream(seed, 'p', 0))).toEqual(made);
      }),
      { numRuns: 60 },
    );
  });
});
