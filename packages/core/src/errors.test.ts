import { describe, expect, it } from 'vitest';
import { nearest } from './errors.ts';

const backbones = [
  'convnext',
  'convnext-tiny',
  'densenet121',
  'efficientnet',
  'efficientnet-b0',
  'mobilenet-v2',
  'mobilenet-v3-small',
  'resnet',
  'resnet-cifar',
  'resnet110',
  'resnet14',
  'resnet152',
  'resnet18',
  'resnet20',
  'resnet8',
  'vgg',
  'vgg11-bn',
  'vgg16-bn',
  'vit',
  'vit-s',
  'vit-ti',
  'wide-resnet',
  'wrn-28-10',
];

describe('the nearest name', () => {
  it.each([
    ['resnet-18', 'resnet18'],
    ['ResNet_152', 'resnet152'],
    ['resnet9', 'resnet8'],
    ['vgg16', 'vgg16-bn'],
    ['vgg16_bn', 'vgg16-bn'],
    ['mobilenetv2', 'mobilenet-v2'],
    ['mobilenet_v3', 'mobilenet-v3-small'],
    ['efficientnet_b0', 'efficientnet-b0'],
    ['vit-tiny', 'vit-ti'],
    ['vit_small', 'vit-s'],
    ['wrn28-10', 'wrn-28-10'],
    ['densenet-121', 'densenet121'],
    ['convnext-tny', 'convnext-tiny'],
    ['transformer', undefined],
  ])('of %s is %s', (name, expected) => {
    expect(nearest(name, backbones)).toBe(expected);
  });
  it('is that with the fewest changes', () => {
    expect(nearest('mutal', ['mutual', 'mutual-paper', 'self'])).toBe('mutual');
    expect(nearest('x', ['mutual', 'self'])).toBeUndefined();
  });
});
