import { dataOptions, defineMethod } from '@codistill/core';
import { kdcl } from '@codistill/strategies';
import { arm, use } from './arm.ts';
import { variantsOf } from './variants.ts';

/**
 * Collaborative learning of the base's networks, each on its own augmentation. See the strategy
 * `kdcl`. `kdcl-general` needs a validation split.
 */
export const kdclMethod = defineMethod({
  id: 'kdcl',
  about:
    'Every network learns from one target that combines the logits of the group, on its own view (knowledge distillation via collaborative learning).',
  source: 'Guo et al. 2020, CVPR',
  options: dataOptions(kdcl.options),
  variants: variantsOf(kdcl),
  create: (options) => ({ arm: (base) => arm(base, use('kdcl', options), { views: 'own' }) }),
});
