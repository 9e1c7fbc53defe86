import type { Experiment, Use } from '@codistill/core';
import { z } from 'zod';
import { useData } from './arm.ts';

// The pools of `@codistill/perturbations` once more, for plugin packages do not import each other:
// methods.exhaustive.test.ts sees to it that both do the same.

/**
 * The paper's pool of perturbations: image mixing, splicing, noise, warping and cropping, with the
 * strengths that those plugins have by default; of these the paper gives the scale of cropping
 * alone, [0.3, 0.7].
 */
export const paperPool: readonly Use[] = ['mixup', 'cutmix', 'gaussian-noise', 'warp', 'crop'];

/**
 * The released code's pool, in normalized space: mixup, N(0, 1) noise clamped to [0, 1], colour
 * jitter with blur, flips and a rotation of the whole batch.
 */
export const repoPool: readonly Use[] = [
  { use: 'mixup', space: 'normalized' },
  { use: 'gaussian-noise', space: 'normalized', sd: 1, clamp: true },
  { use: 'jitter-blur', space: 'normalized' },
  { use: 'flip', axis: 'horizontal', probability: 1, space: 'normalized' },
  { use: 'flip', axis: 'vertical', probability: 1, space: 'normalized' },
  { use: 'rotate', degrees: 30, per: 'batch', space: 'normalized' },
];

/** The options of a method that perturbs: when, and with what. */
export const perturbOptions = (when: Use, pool: readonly Use[]) => ({
  when: useData()
    .default(when as string)
    .describe('Perturbation schedule: when a network is perturbed, and which one.'),
  pool: z
    .array(useData())
    .default([...pool] as string[])
    .describe('The perturbations to draw from; with an empty list no network is perturbed.'),
});

/** The same as the field of an experiment. */
export const perturbed = (when: Use, pool: readonly Use[]): Pick<Experiment, 'perturb'> =>
  pool.length === 0 ? {} : { perturb: { when, pool } };
