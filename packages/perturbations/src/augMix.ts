import { definePerturbation, type Rng } from '@codistill/core';
import { z } from 'zod';
import { beta, gamma } from './beta.ts';
import type { Change, Layout } from './images.ts';
import { per } from './options.ts';
import { drawnFor, inTurn, interpolation, operationAt } from './policies/applied.ts';
import { augMixMagnitudes, usualOperations } from './policies/magnitudes.ts';

const levels = 10;
const colours: readonly string[] = ['Brightness', 'Color', 'Contrast', 'Sharpness'];
const plain = usualOperations.filter((name) => name !== 'Identity' && !colours.includes(name));
const all = [...plain, ...usualOperations.filter((name) => colours.includes(name))];

/** `count` weights from a Dirichlet distribution with all parameters `alpha`; they sum to 1. */
function dirichlet(count: number, alpha: number, rng: Rng): number[] {
  const drawn = Array.from({ length: count }, () => gamma(alpha, rng));
  const sum = drawn.reduce((a, b) => a + b, 0);
  return drawn.map((value) => (sum > 0 ? value / sum : 1 / count));
}

/** (1 - m) x + m sum_i w_i chain_i(x), by value. */
function mixed(chains: readonly Change[], weights: readonly number[], m: number): Change {
  return (pixels, out, start, layout, image) => {
    const before = pixels.slice(start, start + layout.size);
    const sum = new Float64Array(layout.size);
    for (const [i, chain] of chains.entries()) {
      const after = new Float32Array(layout.size);
      chain(before, after, 0, layout, image);
      for (let j = 0; j < sum.length; j++) sum[j]! += weights[i]! * after[j]!;
    }
    for (let j = 0; j < sum.length; j++) out[start + j] = (1 - m) * before[j]! + m * sum[j]!;
  };
}

/**
 * AugMix: the image is mixed with the mean of several chains of random operations,
 *
 *     (1 - m) x + m sum_i w_i chain_i(x),   m ~ Beta(alpha, alpha), w ~ Dirichlet(alpha)
 *
 * A chain has one to three operations, each with a level drawn below `severity`. Operations and
 * magnitudes are torchvision's. The consistency loss of the publication is not part of it.
 *
 * Source: Hendrycks et al. 2020, arXiv 1912.02781; torchvision.transforms.AugMix.
 */
export const augMix = definePerturbation({
  id: 'aug-mix',
  about: 'Mixes each image with chains of random operations on it (AugMix).',
  source: 'Hendrycks et al. 2020, arXiv 1912.02781; torchvision.transforms.AugMix',
  options: z.object({
    severity: z
      .number()
      .int()
      .min(1)
      .max(levels)
      .default(3)
      .describe('Number of levels from which the magnitude is drawn, from the weakest up.'),
    width: z.number().int().positive().default(3).describe('Number of chains.'),
    depth: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('Number of operations in a chain; default drawn from 1 to 3.'),
    alpha: z.number().positive().default(1).describe('Parameter of the mixing weights.'),
    colours: z
      .boolean()
      .default(true)
      .describe('Use brightness, colour, contrast and sharpness too.'),
    interpolation: interpolation('bilinear'),
    per,
  }),
  create({ severity, width, depth, alpha, colours: withColours, interpolation: mode, per }) {
    const space = { magnitudes: augMixMagnitudes, mode };
    const names = withColours ? all : plain;
    const operation = (layout: Layout, rng: Rng) => {
      const name = names[rng.integer(names.length)]!;
      return operationAt(name, rng.integer(severity), space, layout, rng);
    };
    return {
      space: 'pixels',
      apply: (batch, rng) =>
        drawnFor(batch, per, (layout) => {
          const m = beta(alpha, rng);
          const weights = dirichlet(width, alpha, rng);
          const chains = weights.map(() =>
            inTurn(
              Array.from({ length: depth ?? 1 + rng.integer(3) }, () => operation(layout, rng)),
            ),
          );
          return mixed(chains, weights, m);
        }),
    };
  },
});
