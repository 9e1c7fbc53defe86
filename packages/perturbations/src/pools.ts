import type { Use } from '@codistill/core';

/**
 * The pool that the paper names: mixing, splicing, noise, warping and cropping. The strengths are
 * the defaults of these plugins. The paper gives only one of them, the scale of cropping,
 * [0.3, 0.7].
 */
export const paperPool: readonly Use[] = ['mixup', 'cutmix', 'gaussian-noise', 'warp', 'crop'];

/**
 * The pool of the released code, in its order and space. Everything works after normalization, and
 * one draw serves the whole batch. There the noise has deviation 1, and the colours are clamped to
 * [0, 1]. The released code normalizes by the statistics of ImageNet; we normalize by those of the
 * dataset.
 */
export const repositoryPool: readonly Use[] = [
  { use: 'mixup', space: 'normalized' },
  { use: 'gaussian-noise', space: 'normalized', sd: 1, clamp: true },
  { use: 'jitter-blur', space: 'normalized' },
  { use: 'flip', axis: 'horizontal', probability: 1, space: 'normalized' },
  { use: 'flip', axis: 'vertical', probability: 1, space: 'normalized' },
  { use: 'rotate', degrees: 30, per: 'batch', space: 'normalized' },
];
