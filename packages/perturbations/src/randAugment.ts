import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { per } from './options.ts';
import { drawnFor, inTurn, interpolation, operationAt } from './policies/applied.ts';
import { usualMagnitudes, usualOperations } from './policies/magnitudes.ts';

/**
 * RandAugment: `operations` operations, drawn uniformly from 14, each at one magnitude with a
 * random sign. The operations and magnitudes are torchvision's. Values are not rounded to bytes
 * between operations, unlike in torchvision.
 *
 * Source: Cubuk et al. 2020, arXiv 1909.13719; torchvision.transforms.RandAugment.
 */
export const randAugment = definePerturbation({
  id: 'rand-augment',
  about: 'Applies random operations at one magnitude (RandAugment).',
  source: 'Cubuk et al. 2020, arXiv 1909.13719; torchvision.transforms.RandAugment',
  options: z.object({
    operations: z
      .number()
      .int()
      .positive()
      .max(14)
      .default(2)
      .describe('Number of operations for each image.'),
    magnitude: z
      .number()
      .int()
      .min(0)
      .max(30)
      .default(9)
      .describe('Magnitude of all operations, from 0 to 30.'),
    interpolation: interpolation('nearest'),
    per,
  }),
  create({ operations: count, magnitude, interpolation: mode, per }) {
    const space = { magnitudes: usualMagnitudes(31), mode };
    return {
      space: 'pixels',
      apply: (batch, rng) =>
        drawnFor(batch, per, (layout) =>
          inTurn(
            Array.from({ length: count }, () => {
              const name = usualOperations[rng.integer(usualOperations.length)]!;
              return operationAt(name, magnitude, space, layout, rng);
            }),
          ),
        ),
    };
  },
});
