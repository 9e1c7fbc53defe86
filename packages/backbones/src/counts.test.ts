import { type Backbone, createRegistry, pluginsOf } from '@codistill/core';
import { countParameters } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import * as backbones from './index.ts';

beforeAll(async () => {
  await cpu();
});
const registry = createRegistry([{ plugins: pluginsOf(backbones) }]);

const count = (backbone: Backbone, classes: number, size = 32) =>
  countParameters(backbone, [size, size, 3], classes);

// PyTorch gives the counts at 100 classes. At 10 classes, the classifier has 90 (channels + 1)
// fewer.
describe('parameters', () => {
  it.each([
    ['resnet20', 275_572, 269_722],
    ['resnet32', 470_004, 464_154],
    ['resnet44', 664_436, 658_586],
    ['resnet56', 858_868, 853_018],
    ['resnet110', 1_733_812, 1_727_962],
    ['wrn-16-1', 180_916, 175_066],
    ['wrn-16-2', 703_284, 691_674],
    ['wrn-16-4', 2_772_020, 2_748_890],
    ['wrn-16-8', 11_007_540, 10_961_370],
    ['wrn-28-2', 1_479_220, 1_467_610],
    ['wrn-28-4', 5_872_180, 5_849_050],
    ['wrn-28-10', 36_536_884, 36_479_194],
    ['wrn-28-12', 52_587_060, 52_517_850],
    ['wrn-40-1', 569_780, 563_930],
    ['wrn-40-2', 2_255_156, 2_243_546],
    ['wrn-40-4', 8_972_340, 8_949_210],
    ['mobilenet-v1', 3_309_476, 3_217_226],
    ['mobilenet-v1-released', 3_315_428, 3_223_178],
    ['mobilenet-v2', 2_351_972, 2_236_682],
    ['mobilenet-v2-half', 812_836, 697_546],
    ['vit-ti', 5_380_132, 5_362_762],
    ['vit-s', 21_376_996, 21_342_346],
    ['vit-b', 85_221_220, 85_152_010],
  ])('of %s', (name, hundred, ten) => {
    const backbone = registry.build('backbone', name) as Backbone;
    expect(count(backbone, 100)).toBe(hundred);
    expect(count(backbone, 10)).toBe(ten);
  });
  it.each([
    ['vit-ti', 5_543_716],
    ['vit-s', 21_704_164],
    ['vit-b', 85_875_556],
  ])('of %s on 224x224 with patches of 16', (use, expected) => {
    expect(count(registry.build('backbone', { use, patch: 16 }) as Backbone, 100, 224)).toBe(
      expected,
    );
  });
  // torchvision gives these counts at 100 and 1000 classes.
  it.each([
    ['resnet18', 11_227_812, 11_689_512],
    ['resnet34', 21_335_972, 21_797_672],
    ['resnet50', 23_712_932, 25_557_032],
    ['resnet101', 42_705_060, 44_549_160],
    ['resnet152', 58_348_708, 60_192_808],
    ['vgg11-bn', 129_181_540, 132_868_840],
    ['vgg13-bn', 129_366_436, 133_053_736],
    ['vgg16-bn', 134_678_692, 138_365_992],
    ['vgg19-bn', 139_990_948, 143_678_248],
    ['densenet121', 7_056_356, 7_978_856],
    ['mobilenet-v2-224px', 2_351_972, 3_504_872],
    ['mobilenet-v3-small', 1_620_356, 2_542_856],
    ['mobilenet-v3-large', 4_330_132, 5_483_032],
    ['shufflenet-v2-x0-5', 444_292, 1_366_792],
    ['shufflenet-v2-x1-0', 1_356_104, 2_278_604],
    ['shufflenet-v2-x1-5', 2_581_124, 3_503_624],
    ['shufflenet-v2-x2-0', 5_549_896, 7_393_996],
    ['efficientnet-b0', 4_135_648, 5_288_548],
    ['efficientnet-b1', 6_641_284, 7_794_184],
    ['efficientnet-b2', 7_841_894, 9_109_994],
    ['efficientnet-b3', 10_849_932, 12_233_232],
    ['efficientnet-b4', 17_727_916, 19_341_616],
    ['convnext-tiny', 27_897_028, 28_589_128],
    ['convnext-small', 49_531_588, 50_223_688],
    ['convnext-base', 87_668_964, 88_591_464],
    ['googlenet', 5_702_404, 6_624_904],
    ['googlenet-aux', 10_237_388, 13_004_888],
  ])('of %s', (name, hundred, thousand) => {
    const backbone = registry.build('backbone', name) as Backbone;
    expect(count(backbone, 100, 224)).toBe(hundred);
    expect(count(backbone, 1000, 64)).toBe(thousand);
  });
  it.each([
    ['inception-v3', 21_990_468, 23_834_568],
    ['inception-v3-aux', 24_625_064, 27_161_264],
  ])('of %s', (name, hundred, thousand) => {
    const backbone = registry.build('backbone', name) as Backbone;
    expect(count(backbone, 100, 299)).toBe(hundred);
    expect(count(backbone, 1000, 299)).toBe(thousand);
  });
  // The authors' code gives these counts at 100 and 1000 classes, for images of 224 pixels.
  it.each([
    ['ceit-t', 6_183_204, 6_356_904],
    ['ceit-s', 23_858_340, 24_204_840],
    ['ceit-b', 93_713_316, 94_405_416],
    ['vim-ti', 6_974_308, 7_148_008],
    ['vim-s', 25_450_084, 25_796_584],
  ])('of %s', (use, hundred, thousand) => {
    const patch = use.startsWith('vim') ? { patch: 16 } : {};
    const backbone = registry.build('backbone', { use, ...patch }) as Backbone;
    expect(count(backbone, 100, 224)).toBe(hundred);
    expect(count(backbone, 1000, 224)).toBe(thousand);
  });
  // PyTorch gives these counts at 100 classes.
  it.each([
    ['resnet18-32px', 11_220_132],
    ['resnet50-32px', 23_705_252],
    ['resnet152-32px', 58_341_028],
    ['resnet8x4', 1_233_540],
    ['resnet32x4', 7_433_860],
    ['vgg16-bn-32px', 14_774_436],
    ['densenet-bc-100-12', 800_032],
  ])('of %s for small images', (name, expected) => {
    expect(count(registry.build('backbone', name) as Backbone, 100)).toBe(expected);
  });
  it('of a ResNet-32 with convolutional shortcuts, as in distillation benchmarks', () => {
    const use = { use: 'resnet32', shortcut: 'conv' };
    expect(count(registry.build('backbone', use) as Backbone, 100)).toBe(472_756);
  });
});
