import { definePerturbation } from '@codistill/core';
import { z } from 'zod';
import { per } from './options.ts';
import { drawnFor, inTurn, interpolation, operationAt } from './policies/applied.ts';
import { policies } from './policies/autoAugmentPolicies.ts';
import { usualMagnitudes } from './policies/magnitudes.ts';

const magnitudes = usualMagnitudes(10);

/**
 * AutoAugment: for each image, a pair of operations is drawn from a learned policy. Each operation
 * of the pair is applied with its own probability at its own magnitude, with a random sign. The
 * policies and magnitudes are torchvision's.
 *
 * Source: Cubuk et al. 2019, arXiv 1805.09501; torchvision.transforms.AutoAugment.
 */
export const autoAugment = definePerturbation({
  id: 'auto-augment',
  about: 'Applies pairs of operations from a learned policy (AutoAugment).',
  source: 'Cubuk et al. 2019, arXiv 1805.09501; torchvision.transforms.AutoAugment',
  options: z.object({
    policy: z
      .enum(['imagenet', 'cifar10', 'svhn'])
      .default('imagenet')
      .describe('The dataset for which the policy was learned.'),
    interpolation: interpolation('nearest'),
    per,
  }),
  create: ({ policy, interpolation: mode, per }) => ({
    space: 'pixels',
    apply: (batch, rng) =>
      drawnFor(batch, per, (layout) => {
        const pairs = policies[policy];
        const pair = pairs[rng.integer(pairs.length)]!;
        return inTurn(
          pair.flatMap(([name, probability, level = 0]) => {
            const change = operationAt(name, level, { magnitudes, mode }, layout, rng);
            return rng.uniform() < probability ? [change] : [];
          }),
        );
      }),
  }),
});
