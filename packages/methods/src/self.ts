import { dataOptions, defineMethod } from '@codistill/core';
import { self } from '@codistill/strategies';
import { arm, first, use } from './arm.ts';
import { variantsOf } from './variants.ts';

/**
 * Be your own teacher: the base's first network with an exit after each stage. The last exit is
 * deployed. See the strategy `self`.
 */
export const selfMethod = defineMethod({
  id: 'self',
  about: 'The first network with early exits that learn from its last exit (be your own teacher).',
  source: 'Zhang et al. 2019, arXiv 1905.08094',
  options: dataOptions(self.options),
  variants: variantsOf(self),
  create: (options) => ({
    arm(base) {
      const [id, spec] = first(base);
      return arm(base, use('self', options), {
        networks: { [id]: { ...spec, backbone: { use: 'exits', of: spec.backbone } } },
      });
    },
  }),
});
