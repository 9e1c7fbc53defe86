import { createRegistry, pluginsOf } from '@codistill/core';
import { expect, it } from 'vitest';
import * as backbones from './index.ts';

const registry = createRegistry([{ plugins: pluginsOf(backbones) }]);

it.each([
  ['resnet-18', 'resnet18'],
  ['resnet_152', 'resnet152'],
  ['ResNet50', 'resnet50'],
  ['vgg16', 'vgg16-bn'],
  ['vgg16_bn', 'vgg16-bn'],
  ['mobilenetv2', 'mobilenet-v2'],
  ['mobilenet_v3_small', 'mobilenet-v3-small'],
  ['efficientnet_b0', 'efficientnet-b0'],
  ['densenet-121', 'densenet121'],
  ['shufflenet_v2_x1_0', 'shufflenet-v2-x1-0'],
  ['inception_v3', 'inception-v3'],
  ['convnext_tiny', 'convnext-tiny'],
  ['vit-tiny', 'vit-ti'],
  ['vit_small', 'vit-s'],
  ['vit-base', 'vit-b'],
  ['ceit-tiny', 'ceit-t'],
  ['vim-tiny', 'vim-ti'],
  ['wrn28-10', 'wrn-28-10'],
])('the name %s suggests %s', (name, meant) => {
  expect(() => registry.build('backbone', name)).toThrow(`Did you mean "${meant}"?`);
});
