import { asBlock, type Backbone, defineBackbone, relu, type Scope } from '@codistill/core';
import {
  averagePool,
  batchNorm,
  conv,
  dense,
  dropout,
  fanInUniform,
  globalAveragePool,
  heNormal,
  maxPool,
} from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import elsewhere from './densenet.names.json' with { type: 'json' };
import { kernelAndBias } from './kernelAndBias.ts';
import { namesElsewhere } from './namesElsewhere.ts';
import { pixelsOption } from './pixelsOption.ts';
import { rateOption } from './rateOption.ts';

const init = heNormal('in');

/** conv(relu(norm(x))). */
const unit = (scope: Scope, name: string, x: Tensor4D, filters: number, kernelSize: number) =>
  conv(scope.at(`conv${name}`), relu(batchNorm(scope.at(`norm${name}`), x)), {
    filters,
    kernelSize,
    init,
  });

/**
 * x and the maps of `count` layers, side by side. Each layer sees all maps before it: a 1x1
 * convolution to four times the growth, and a 3x3 convolution to `growth` channels.
 */
function denseBlock(scope: Scope, x: Tensor4D, count: number, growth: number, rate: number) {
  let maps = x;
  for (let n = 1; n <= count; n++) {
    maps = asBlock(scope.at(`dense${n}`), maps, (layer, before) => {
      const y = unit(layer, '2', unit(layer, '1', before, 4 * growth, 1), growth, 3);
      return tf.concat([before, dropout(layer, y, rate)], 3);
    });
  }
  return maps;
}

/**
 * DenseNet-BC: blocks of layers that each see the maps of all layers before them. Between blocks, a
 * 1x1 convolution halves the channels and average pooling halves the grid. At the end come batch
 * norm, ReLU, global average pooling and a classifier.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. There is one stage
 * for each block, whose map is that before the 1x1 convolution; `features` is the last one, after
 * norm and ReLU. With `pixels: 224`, a 7x7 convolution of stride 2, norm, ReLU and max pooling come
 * first, so that stages are at 1/4, 1/8, 1/16 and 1/32 of the grid; with 32, a 3x3 convolution.
 *
 * Source: Huang et al., CVPR 2017; torchvision's initialization. Parameters of `densenet121` at
 * 1000 classes: 7,978,856.
 */
export const densenet = defineBackbone({
  id: 'densenet',
  about:
    'DenseNet-BC: DenseNet-121 as torchvision has it, and DenseNet-BC-100-12 for small images.',
  source: 'Huang et al. 2017, arXiv 1608.06993',
  options: z.object({
    growth: z.number().int().positive().default(32).describe('Channels that each layer adds.'),
    blocks: z
      .array(z.number().int().positive())
      .min(1)
      .default([6, 12, 24, 16])
      .describe('Number of layers in each block.'),
    stem: z.number().int().positive().default(64).describe('Channels of the first convolution.'),
    dropout: rateOption(0).describe('Dropout rate of the map that each layer adds.'),
    pixels: pixelsOption(224).describe(
      'Side of the images that the stem is for: 224, a 7x7 convolution of stride 2 and max pooling; 32, a 3x3 convolution.',
    ),
  }),
  variants: {
    densenet121: { growth: 32, blocks: [6, 12, 24, 16], stem: 64 },
    'densenet-bc-100-12': { growth: 12, blocks: [16, 16, 16], stem: 24, pixels: 32 },
  },
  create: ({ growth, blocks, stem, dropout: rate, pixels }): Backbone => ({
    heads: ['logits'],
    deployed: 'logits',
    names: namesElsewhere(elsewhere),
    forward(scope, images, classes) {
      const first = scope.at('stem');
      let x = conv(first.at('conv'), images, {
        filters: stem,
        kernelSize: pixels === 32 ? 3 : 7,
        strides: pixels === 32 ? 1 : 2,
        init,
      });
      if (pixels === 224)
        x = maxPool(relu(batchNorm(first.at('norm'), x)), { size: 3, strides: 2, padding: 1 });
      const maps = blocks.map((count, i) => {
        const map = denseBlock(scope.at(`layer${i + 1}`), x, count, growth, rate);
        if (i < blocks.length - 1) {
          const halved = Math.floor(map.shape[3] / 2);
          x = averagePool(unit(scope.at(`transition${i + 1}`), '', map, halved, 1), { size: 2 });
        }
        return map;
      });
      const features = relu(batchNorm(scope.at('norm'), maps.at(-1)!));
      const logits = dense(scope.at('classifier'), globalAveragePool(features), {
        units: classes,
        init: kernelAndBias(fanInUniform),
      });
      return { logits: { logits, features, stages: [...maps.slice(0, -1), features] } };
    },
  }),
});
