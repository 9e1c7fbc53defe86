import { cifar10Policies } from './cifar10Policies.ts';
import { imagenetPolicies } from './imagenetPolicies.ts';
import type { Policies } from './policy.ts';
import { svhnPolicies } from './svhnPolicies.ts';

/**
 * The policies that AutoAugment found: pairs of operations, one of which is drawn for each image.
 * Source: Cubuk et al. 2019, arXiv 1805.09501, tables 7 to 9; as in torchvision.
 */
export const policies: Readonly<Record<'imagenet' | 'cifar10' | 'svhn', Policies>> = {
  imagenet: imagenetPolicies,
  cifar10: cifar10Policies,
  svhn: svhnPolicies,
};
