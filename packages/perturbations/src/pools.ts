import type { Use } from '@codistill/core';

/**
 * The pool that the paper names: mixing, splicing, noise, warping and cropping, with the strengths
 * that these plugins have by default. Of those the paper gives one, the scale of cropping, [0.3,
 * 0.7].
 */
export const paperPool: readonly Use[] = ['mixup', 'cutmix', 'gaussian-noise', 'warp', 'crop'];

/**
 * The pool of the released code, in its order and space: everything after normalization, one draw
 * for the whole batch, the noise of deviation 1 and the colours clamped to [0, 1] there. Its images
 * are normalized by ImageNet's statistics, ours by the dataset's own.
 */
export const repositoryPool: readonly Use[] = [
  { use: 'mixup', space: 'normalized' },
  { use: 'gaussian-noise', space: 'normalized', sd: 1, clamp: true },
  { use: 'jitter-blur', space: 'normalized' },
  { use: 'flip', axis: 'horizontal', probability: 1, space: 'normalized' },
  { use: 'flip', axis: 'vertical', probability: 1, space: 'normalized' },
  { use: 'rotate', degrees: 30, per: 'batch', space: 'normalized' },
];
