import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { kdclOptions, kdclVariants } from '../kdcl.ts';
import { arm, use, varyingData } from '../parts/arm.ts';

/**
 * Collaborative learning of the base's networks, each on an augmentation of its own: see the
 * strategy `kdcl`. `kdcl-general` needs a validation split.
 */
export const kdclMethod = defineMethod({
  id: 'kdcl',
  about:
    'Every network learns from one target that combines the logits of the group, on its own view (knowledge distillation via collaborative learning).',
  source: 'Guo et al. 2020, CVPR',
  options: z.object(kdclOptions(varyingData)),
  variants: kdclVariants,
  create: (options) => ({ arm: (base) => arm(base, use('kdcl', options), { views: 'own' }) }),
});
