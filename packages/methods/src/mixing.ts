import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { arm, use } from './arm.ts';

const mixing = {
  alpha: z
    .number()
    .positive()
    .default(1)
    .describe('Both parameters of the Beta distribution of the mixing weight.'),
};

/**
 * The base's networks, each trained alone on mixed images. Mixup, with Beta(1, 1), is added at the
 * end of the augmentation.
 */
export const mixupAloneMethod = defineMethod({
  id: 'mixup-alone',
  about: 'Trains every network by itself, with mixup in every batch (control).',
  source: 'Zhang et al. 2018, arXiv 1710.09412',
  options: z.object(mixing),
  create: ({ alpha }) => ({
    arm: (base) =>
      arm(base, 'independent', { augment: [...(base.augment ?? []), use('mixup', { alpha })] }),
  }),
});

/**
 * The base's networks, each trained alone on spliced images. CutMix, with Beta(1, 1) and in half of
 * the batches, is added at the end of the augmentation.
 */
export const cutmixAloneMethod = defineMethod({
  id: 'cutmix-alone',
  about: 'Trains every network by itself, with CutMix in half of the batches (control).',
  source: 'Yun et al. 2019, arXiv 1905.04899',
  options: z.object({
    ...mixing,
    probability: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Fraction of the batches that CutMix is applied to.'),
  }),
  create: ({ alpha, probability }) => ({
    arm: (base) =>
      arm(base, 'independent', {
        augment: [...(base.augment ?? []), use('cutmix', { alpha, probability })],
      }),
  }),
});
