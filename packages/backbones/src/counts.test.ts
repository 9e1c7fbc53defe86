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
});
