import { definePerturbation, type ImageBatch } from '@codistill/core';
import { z } from 'zod';
import { beta } from './beta.ts';
import { space } from './options.ts';

/**
 * lambda x + (1 - lambda) x[partner] of the rows of `values`. `partner` has one position for each
 * row.
 */
export function blended(values: Float32Array, partner: Int32Array, lambda: number): Float32Array {
  const out = new Float32Array(values.length);
  const size = values.length / partner.length;
  const rest = 1 - lambda;
  let own = 0;
  for (let row = 0; row < partner.length; row++) {
    for (let other = partner[row]! * size, end = other + size; other < end; other++, own++)
      out[own] = lambda * values[own]! + rest * values[other]!;
  }
  return out;
}

/** lambda x + (1 - lambda) x[partner] for each image, and the same for its label. */
export const mixed = (batch: ImageBatch, partner: Int32Array, lambda: number): ImageBatch => ({
  ...batch,
  pixels: blended(batch.pixels, partner, lambda),
  targets: blended(batch.targets, partner, lambda),
});

/**
 * Mixup: x' = lambda x + (1 - lambda) x[permutation], and the same for labels. One lambda in [0, 1]
 * is drawn for the batch from Beta(alpha, alpha), with alpha 1 in the released code of competitive
 * distillation. With the mixed labels, one loss equals the lambda CE(z, y) + (1 - lambda) CE(z,
 * y[permutation]) of the released code.
 *
 * Source: Zhang et al. 2018.
 */
export const mixup = definePerturbation({
  id: 'mixup',
  about: 'Mixes each image and its label with another image of the batch (mixup).',
  source: 'Zhang et al. 2018, arXiv 1710.09412',
  options: z.object({
    alpha: z
      .number()
      .positive()
      .default(1)
      .describe('Both parameters of the Beta distribution of the mixing weight.'),
    space,
  }),
  create: ({ alpha, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const lambda = beta(alpha, rng);
      return mixed(batch, rng.permutation(batch.shape[0]), lambda);
    },
  }),
});
