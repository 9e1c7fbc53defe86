import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { space } from './options.ts';

/**
 * x + sd e, e from N(0, 1) for every value. The paper gives no strength: sd 0.1 on pixels in [0, 1] is ours. The released code adds sd 1 after normalization and
 * clamps to [0, 1], which cuts three quarters of the values: `space: 'normalized', sd: 1, clamp: true`.
 */
export const gaussianNoise = definePerturbation({
  id: 'gaussian-noise',
  about: 'Adds normal noise to every value.',
  options: z.object({
    sd: z.number().nonnegative().default(0.1).describe('Standard deviation of the noise.'),
    clamp: z.boolean().default(false).describe('Clamp to [0, 1] afterwards.'),
    space,
  }),
  create: ({ sd, clamp, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const pixels = new Float32Array(batch.pixels.length);
      // Both numbers of Box and Muller's pair are used: half the logarithms and roots of rng.normal().
      for (let i = 0; i < pixels.length; i += 2) {
        const radius = sd * Math.sqrt(-2 * Math.log(1 - rng.uniform()));
        const angle = 2 * Math.PI * rng.uniform();
        pixels[i] = batch.pixels[i]! + radius * Math.cos(angle);
        if (i + 1 < pixels.length) pixels[i + 1] = batch.pixels[i + 1]! + radius * Math.sin(angle);
      }
      if (clamp) for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(1, Math.max(0, pixels[i]!));
      return { ...batch, pixels };
    },
  }),
});
