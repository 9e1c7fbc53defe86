import type { Use } from '@codistill/core';

/**
 * The paper's pool of perturbations: image mixing, splicing, noise, warping and cropping, with the strengths that those plugins have by default; of these the
 * paper gives the scale of cropping alone, [0.3, 0.7].
 */
export const paperPool: readonly Use[] = ['mixup', 'cutmix', 'gaussian-noise', 'warp', 'crop'];

/**
 * The released code's pool, in normalized space: mixup, N(0, 1) noise clamped to [0, 1], colour jitter with blur, flips and a rotation of the whole batch.
 */
export const repoPool: readonly Use[] = [
  { use: 'mixup', space: 'normalized' },
  { use: 'gaussian-noise', space: 'normalized', sd: 1, clamp: true },
  { use: 'jitter-blur', space: 'normalized' },
  { use: 'flip', axis: 'horizontal', per: 'batch' },
  { use: 'flip', axis: 'vertical', per: 'batch' },
  { use: 'rotate', degrees: 30, per: 'batch' },
];
