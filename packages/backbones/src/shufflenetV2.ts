import { asBlock, type Backbone, defineBackbone, relu, type Scope } from '@codistill/core';
import {
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  fanInUniform,
  globalAveragePool,
  maxPool,
} from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { namesElsewhere } from './namesElsewhere.ts';
import elsewhere from './shufflenetV2.names.json' with { type: 'json' };

const init = fanInUniform;

/** relu(norm(conv(x))). */
const unit = (
  scope: Scope,
  name: string,
  x: Tensor4D,
  filters: number,
  kernelSize = 1,
  strides = 1,
) =>
  relu(
    batchNorm(
      scope.at(`norm${name}`),
      conv(scope.at(`conv${name}`), x, { filters, kernelSize, strides, init }),
    ),
  );

/** norm(depthwise(x)). */
const each = (scope: Scope, x: Tensor4D, strides: number) =>
  batchNorm(
    scope.at('depthwiseNorm'),
    depthwiseConv(scope.at('depthwise'), x, { kernelSize: 3, strides, init }),
  );

/** The channels of two maps in turn: first of a, first of b, second of a, ... */
function interleaved(a: Tensor4D, b: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = a.shape;
  return tf.reshape(tf.stack([a, b], 4), [batch, height, width, 2 * channels]);
}

/**
 * A block of `filters` channels. With stride 1, half of the channels pass unchanged, the others go
 * through 1x1, depthwise 3x3 and 1x1 convolutions. With stride 2, two branches see all channels.
 */
function block(scope: Scope, x: Tensor4D, filters: number, strides: number): Tensor4D {
  const half = filters / 2;
  const [left, right] =
    strides === 1
      ? [0, half].map((at) => tf.slice(x, [0, 0, 0, at], [-1, -1, -1, half]))
      : [unit(scope.at('branch1'), '2', each(scope.at('branch1'), x, strides), half), x];
  const branch = scope.at('branch2');
  const y = unit(branch, '2', each(branch, unit(branch, '1', right!, half), strides), half);
  return interleaved(left!, y);
}

/**
 * ShuffleNet v2: a 3x3 convolution of stride 2 and max pooling, three stages whose blocks mix the
 * channels of two branches, a 1x1 convolution, global average pooling and a classifier.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. The four stages are
 * the map after max pooling at 1/4 of the grid, those of the first two stages at 1/8 and 1/16, and
 * the final map at 1/32, before pooling.
 *
 * Source: Ma et al., ECCV 2018; PyTorch's default initialization, as in torchvision. Parameters at
 * 1000 classes: 2,278,604 at width x1.0.
 */
export const shufflenetV2 = defineBackbone({
  id: 'shufflenet-v2',
  about: 'ShuffleNet v2, as torchvision has it.',
  source: 'Ma et al. 2018, arXiv 1807.11164',
  options: z.object({
    blocks: z
      .tuple([
        z.number().int().positive(),
        z.number().int().positive(),
        z.number().int().positive(),
      ])
      .default([4, 8, 4])
      .describe('Number of blocks in each of the three stages.'),
    stem: z.number().int().positive().default(24).describe('Channels of the first convolution.'),
    width: z
      .number()
      .int()
      .positive()
      .multipleOf(2)
      .default(116)
      .describe(
        'Channels of the first stage; the second has twice and the third four times as many.',
      ),
    last: z
      .number()
      .int()
      .positive()
      .default(1024)
      .describe('Channels of the 1x1 convolution before the pooling.'),
  }),
  variants: {
    'shufflenet-v2-x0-5': { width: 48 },
    'shufflenet-v2-x1-0': { width: 116 },
    'shufflenet-v2-x1-5': { width: 176 },
    'shufflenet-v2-x2-0': { width: 244, last: 2048 },
  },
  create: ({ blocks, stem, width, last }): Backbone => ({
    heads: ['logits'],
    deployed: 'logits',
    names: namesElsewhere(elsewhere),
    forward(scope, images, classes) {
      const first = unit(scope.at('stem'), '', images, stem, 3, 2);
      const pooled = maxPool(first, { size: 3, strides: 2, padding: 1 });
      let x = pooled;
      const maps = blocks.map((count, i) => {
        const layer = scope.at(`layer${i + 1}`);
        for (let n = 0; n < count; n++)
          x = asBlock(layer.at(String(n)), x, (at, map) =>
            block(at, map, width * 2 ** i, n === 0 ? 2 : 1),
          );
        return x;
      });
      const features = unit(scope.at('last'), '', x, last);
      return {
        logits: {
          logits: dense(scope.at('classifier'), globalAveragePool(features), { units: classes }),
          features,
          stages: [pooled, ...maps.slice(0, -1), features],
        },
      };
    },
  }),
});
