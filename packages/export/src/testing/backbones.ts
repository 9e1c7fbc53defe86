import type { Use } from '@codistill/core';

/** For each backbone, a small variant and a size of images that it takes. */
export const smallBackbones: Readonly<Record<string, readonly [use: Use, size: number]>> = {
  branches: [{ use: 'branches', depth: 8 }, 8],
  ceit: [{ use: 'ceit', channels: 16, depth: 2, heads: 2 }, 32],
  convnext: [{ use: 'convnext', width: 8, blocks: [1, 1, 1, 1] }, 32],
  densenet: [{ use: 'densenet', blocks: [1, 2, 2], growth: 4, stem: 8 }, 32],
  efficientnet: [{ use: 'efficientnet', width: 0.25, depth: 0.25 }, 32],
  embedded: ['embedded', 16],
  exits: ['exits', 16],
  googlenet: [{ use: 'googlenet', width: 0.25 }, 32],
  'inception-v3': [{ use: 'inception-v3', width: 0.125 }, 75],
  'mobilenet-v1': [{ use: 'mobilenet-v1', width: 0.25 }, 32],
  'mobilenet-v2': [{ use: 'mobilenet-v2', width: 0.25 }, 32],
  'mobilenet-v3': [{ use: 'mobilenet-v3', width: 0.25 }, 32],
  resnet: [{ use: 'resnet', depth: 18, width: 8 }, 64],
  'resnet-cifar': ['resnet8', 16],
  'shufflenet-v2': [{ use: 'shufflenet-v2', width: 16, last: 64 }, 64],
  'small-conv': ['small-conv', 8],
  vgg: [{ use: 'vgg', depth: 11, width: 4, units: 16 }, 64],
  vim: [{ use: 'vim', channels: 16, depth: 2 }, 16],
  vit: [{ use: 'vit', channels: 16, depth: 2, heads: 2 }, 16],
  'wide-resnet': [{ use: 'wide-resnet', depth: 10, widen: 1 }, 16],
};

/** Networks as torchvision and timm have them, and sizes of images that they take. */
export const fullBackbones: readonly (readonly [use: Use, size: number])[] = [
  ['resnet50', 224],
  ['vgg11-bn', 64],
  ['densenet121', 224],
  ['mobilenet-v2-224px', 224],
  ['mobilenet-v3-large', 224],
  ['shufflenet-v2-x1-0', 224],
  ['efficientnet-b0', 224],
  ['convnext-tiny', 224],
  ['googlenet', 224],
  ['inception-v3', 299],
  [{ use: 'vit-ti', patch: 16 }, 224],
  ['ceit-t', 224],
  [{ use: 'vim-ti', patch: 16 }, 64],
  ['resnet56', 32],
  ['wrn-28-2', 32],
];
