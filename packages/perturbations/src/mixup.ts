import { definePerturbation, type ImageBatch } from '@codistill/core';
import { z } from 'zod';
import { beta } from './beta.ts';
import { layoutOf } from './images.ts';
import { space } from './options.ts';

/** lambda x + (1 - lambda) x[partner] for each image, labels alike. */
export function mixed(batch: ImageBatch, partner: Int32Array, lambda: number): ImageBatch {
  const blend = (values: Float32Array, size: number) => {
    const out = new Float32Array(values.length);
    for (let image = 0; image < partner.length; image++) {
      const own = image * size;
      const other = partner[image]! * size;
      for (let i = 0; i < size; i++) out[own + i] = lambda * values[own + i]! + (1 - lambda) * values[other + i]!;
    }
    return out;
  };
  return { ...batch, pixels: blend(batch.pixels, layoutOf(batch).size), labels: blend(batch.labels, batch.labels.length / partner.length) };
}

/** Image mixing: x' = lambda x + (1 - lambda) x[permutation], labels alike, lambda from Beta(alpha, alpha), one for the batch (Zhang et al. 2018). */
export const mixup = definePerturbation({
  id: 'mixup',
  about: 'Mixes each image, and its label, with another of the batch.',
  source: 'Zhang et al. 2018, arXiv 1710.09412',
  options: z.object({ alpha: z.number().positive().default(1).describe('Of the Beta distribution of the mixing.'), space }),
  create: ({ alpha, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const lambda = beta(alpha, rng);
      return mixed(batch, rng.permutation(batch.shape[0]), lambda);
    },
  }),
});
