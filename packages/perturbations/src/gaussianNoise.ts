import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { normal } from './normal.ts';
import { space } from './options.ts';

/**
 * Gaussian noise: x + sd e, with e from N(0, 1) for every value. Pixels are clamped to [0, 1]. The
 * paper gives no strength; sd 0.1 on pixels is our choice. The released code adds sd 1 after
 * normalization and clamps to [0, 1] there too, which clips three quarters of the values:
 * `space: 'normalized', sd: 1, clamp: true`.
 */
export const gaussianNoise = definePerturbation({
  id: 'gaussian-noise',
  about: 'Adds Gaussian noise to every value.',
  source: 'Shi et al. 2025, arXiv 2506.23285; github.com/XiaoleiDiao/Competitive-Distillation',
  options: z.object({
    sd: z.number().nonnegative().default(0.1).describe('Standard deviation of the noise.'),
    clamp: z
      .boolean()
      .default(false)
      .describe(
        'Clamp normalized values to [0, 1] too, as the released code does; pixels are always clamped.',
      ),
    space,
  }),
  create: ({ sd, clamp, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const { length } = batch.pixels;
      const pixels = new Float32Array(length);
      for (let i = 0; i < length; i++) pixels[i] = batch.pixels[i]! + sd * normal(rng);
      if (clamp || where === 'pixels')
        for (let i = 0; i < length; i++) pixels[i] = Math.min(1, Math.max(0, pixels[i]!));
      return { ...batch, pixels };
    },
  }),
});
