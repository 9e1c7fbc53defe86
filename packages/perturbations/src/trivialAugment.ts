import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { per } from './options.ts';
import { drawnFor, interpolation, operationAt } from './policies/applied.ts';
import { usualOperations, wideMagnitudes } from './policies/magnitudes.ts';

const levels = 31;

/**
 * TrivialAugment in its wide form: one operation, drawn uniformly from 14, at a magnitude drawn
 * uniformly from 31 levels, with a random sign. The operations and magnitudes are torchvision's;
 * images move by up to 32 pixels regardless of their size.
 *
 * Source: Müller and Hutter 2021, arXiv 2103.10158; torchvision.transforms.TrivialAugmentWide.
 */
export const trivialAugment = definePerturbation({
  id: 'trivial-augment',
  about: 'Applies one random operation at a random magnitude (TrivialAugment, wide).',
  source: 'Müller and Hutter 2021, arXiv 2103.10158; torchvision.transforms.TrivialAugmentWide',
  options: z.object({ interpolation: interpolation('nearest'), per }),
  create: ({ interpolation: mode, per }) => ({
    space: 'pixels',
    apply: (batch, rng) =>
      drawnFor(batch, per, (layout) => {
        const name = usualOperations[rng.integer(usualOperations.length)]!;
        return operationAt(
          name,
          rng.integer(levels),
          { magnitudes: wideMagnitudes, mode },
          layout,
          rng,
        );
      }),
  }),
});
