import { asBlock, type Backbone, defineBackbone, relu, type Scope } from '@codistill/core';
import {
  adaptiveAveragePool,
  batchNorm,
  conv,
  dense,
  dropout,
  globalAveragePool,
  maxPool,
} from '@codistill/nn';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { normalKernel } from './kernelAndBias.ts';
import { namesElsewhere } from './namesElsewhere.ts';
import { pixelsOption } from './pixelsOption.ts';
import { rateOption } from './rateOption.ts';
import elsewhere from './vgg.names.json' with { type: 'json' };

/** The number of convolutions in each stage, by depth. */
const convolutions = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
} as const;
type Depth = keyof typeof convolutions;

/** The side of the map that the dense layers see. */
const grid = 7;

const init = normalKernel(0.01);

/** Two dense layers with ReLU and dropout, on the map at 7x7: [batch, units]. */
function hidden(scope: Scope, x: Tensor4D, units: number, rate: number): Tensor2D {
  const map = adaptiveAveragePool(x, grid);
  let y = tf.reshape(map, [map.shape[0], grid * grid * map.shape[3]]) as Tensor2D;
  for (const name of ['dense1', 'dense2']) {
    const layer = scope.at(name);
    y = dropout(layer, relu(dense(layer, y, { units, init })), rate);
  }
  return y;
}

/**
 * VGG with batch norm: five stages of 3x3 convolutions, each followed by max pooling, then two
 * dense layers of 4096 and a classifier. The stages have 64, 128, 256, 512 and 512 channels.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. The maps of the
 * five stages are those after pooling, at 1/2 to 1/32 of the grid. `features` is the last one. With
 * `pixels: 32`, one dense layer sees the mean of the last map, as usual for CIFAR.
 *
 * Source: Simonyan and Zisserman, ICLR 2015, with the batch norm, the biases of convolutions and
 * the initialization of torchvision. Parameters of depth 16 at 1000 classes: 138,365,992.
 */
export const vgg = defineBackbone({
  id: 'vgg',
  about: 'VGG of 11 to 19 layers with batch norm, as torchvision has it, or with one dense layer.',
  source: 'Simonyan and Zisserman 2015, arXiv 1409.1556',
  options: z.object({
    depth: z
      .literal([11, 13, 16, 19])
      .default(16)
      .describe('Number of layers with weights, of the form with three dense layers.'),
    width: z
      .number()
      .int()
      .positive()
      .default(64)
      .describe('Channels of the first stage; the last two have eight times as many.'),
    units: z
      .number()
      .int()
      .positive()
      .default(4096)
      .describe('Units of the two hidden dense layers of the form for 224 pixels.'),
    dropout: rateOption(0.5).describe('Dropout rate before each dense layer.'),
    pixels: pixelsOption(224).describe(
      'Side of the images that the dense layers are for: 224, three dense layers on the map at 7x7; 32, one on the mean of the map.',
    ),
  }),
  variants: {
    'vgg11-bn': { depth: 11 },
    'vgg13-bn': { depth: 13 },
    'vgg16-bn': { depth: 16 },
    'vgg19-bn': { depth: 19 },
    'vgg11-bn-32px': { depth: 11, pixels: 32, dropout: 0 },
    'vgg13-bn-32px': { depth: 13, pixels: 32, dropout: 0 },
    'vgg16-bn-32px': { depth: 16, pixels: 32, dropout: 0 },
    'vgg19-bn-32px': { depth: 19, pixels: 32, dropout: 0 },
  },
  create: ({ depth, width, units, dropout: rate, pixels }): Backbone => ({
    heads: ['logits'],
    deployed: 'logits',
    names: namesElsewhere({ torchvision: elsewhere[`torchvision vgg${depth as Depth}-bn`] }),
    forward(scope, images, classes) {
      let x: Tensor4D = images;
      const stages = convolutions[depth as Depth].map((count, i) => {
        const filters = width * 2 ** Math.min(i, 3);
        x = asBlock(scope.at(`layer${i + 1}`), x, (at, before) => {
          let y = before;
          for (let n = 0; n < count; n++) {
            const layer = at.at(String(n));
            const map = conv(layer.at('conv'), y, { filters, kernelSize: 3, bias: true });
            y = relu(batchNorm(layer.at('norm'), map));
          }
          return maxPool(y, { size: 2 });
        });
        return x;
      });
      const seen =
        pixels === 32
          ? dropout(scope.at('classifier'), globalAveragePool(x), rate)
          : hidden(scope, x, units, rate);
      return {
        logits: {
          logits: dense(scope.at('classifier'), seen, { units: classes, init }),
          features: x,
          stages,
        },
      };
    },
  }),
});
