import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { arm, first, use, varyingData } from '../parts/arm.ts';
import { selfOptions, selfVariants } from '../self.ts';

/**
 * Be your own teacher: the base's first network, wrapped in exits, one after each stage, of which
 * the last is deployed. See the strategy `self`.
 */
export const selfMethod = defineMethod({
  id: 'self',
  about: 'The first network with early exits that learn from its last exit (be your own teacher).',
  source: 'Zhang et al. 2019, arXiv 1905.08094',
  options: z.object(selfOptions(varyingData)),
  variants: selfVariants,
  create: (options) => ({
    arm(base) {
      const [id, spec] = first(base);
      return arm(base, use('self', options), {
        networks: { [id]: { ...spec, backbone: { use: 'exits', of: spec.backbone } } },
      });
    },
  }),
});
