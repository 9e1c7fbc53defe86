import { asBlock, type Backbone, defineBackbone, relu, type Scope } from '@codistill/core';
import { batchNorm, conv, dense, globalAveragePool, maxPool } from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { namesElsewhere } from './namesElsewhere.ts';
import { pixelsOption } from './pixelsOption.ts';
import elsewhere from './resnet.names.json' with { type: 'json' };

/** The number of blocks in each stage, by depth. */
const blocks = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;
type Depth = keyof typeof blocks;

/** norm(conv(x)). */
const unit = (
  scope: Scope,
  name: string | number,
  x: Tensor4D,
  filters: number,
  kernelSize: number,
  strides = 1,
) =>
  batchNorm(
    scope.at(`norm${name}`),
    conv(scope.at(`conv${name}`), x, { filters, kernelSize, strides }),
  );

/**
 * relu(f(x) + shortcut(x)), where f is two 3x3 convolutions, or for a bottleneck a 1x1, a 3x3 and a
 * 1x1 convolution, with norms and ReLU between them. The shortcut is a 1x1 convolution with norm
 * where the shape changes.
 */
function block(
  scope: Scope,
  x: Tensor4D,
  filters: number,
  strides: number,
  bottleneck: boolean,
): Tensor4D {
  const channels = bottleneck ? 4 * filters : filters;
  const first = bottleneck ? unit(scope, 1, x, filters, 1) : unit(scope, 1, x, filters, 3, strides);
  const second = bottleneck
    ? unit(scope, 2, relu(first), filters, 3, strides)
    : unit(scope, 2, relu(first), filters, 3);
  const y = bottleneck ? unit(scope, 3, relu(second), channels, 1) : second;
  const same = strides === 1 && x.shape[3] === channels;
  const shortcut = same ? x : unit(scope.at('shortcut'), '', x, channels, 1, strides);
  return relu(tf.add(y, shortcut) as Tensor4D);
}

/**
 * ResNet of four stages: a 7x7 convolution of stride 2 and max pooling, 3x3 convolutions or
 * bottlenecks, global average pooling and a classifier. Each stage after the first halves the grid
 * and doubles the channels. Depths 18 and 34 have basic blocks, 50, 101 and 152 have bottlenecks,
 * whose 3x3 convolution has the stride.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. There are four
 * stages, at 1/4, 1/8, 1/16 and 1/32 of the grid. `features` is the last one. With `pixels: 32`,
 * the first convolution is 3x3 with stride 1 and there is no pooling, so that stages are at the
 * full grid, 1/2, 1/4 and 1/8.
 *
 * Source: He et al., CVPR 2016, with the stride of the bottlenecks and the initialization of
 * torchvision. Parameters at 1000 classes: 11,689,512 for depth 18 and 25,557,032 for depth 50.
 */
export const resnet = defineBackbone({
  id: 'resnet',
  about: 'ResNet of 18 to 152 layers, as torchvision has it, or with a 3x3 stem for small images.',
  source: 'He et al. 2016, arXiv 1512.03385',
  options: z.object({
    depth: z
      .literal([18, 34, 50, 101, 152])
      .default(18)
      .describe('Number of layers: 18 and 34 have basic blocks, 50, 101 and 152 bottlenecks.'),
    width: z
      .number()
      .int()
      .positive()
      .default(64)
      .describe('Channels of the first stage; each further stage has twice as many.'),
    pixels: pixelsOption(224).describe(
      'Side of the images that the stem is for: 224, a 7x7 convolution of stride 2 and max pooling; 32, a 3x3 convolution of stride 1.',
    ),
  }),
  variants: {
    resnet18: { depth: 18 },
    resnet34: { depth: 34 },
    resnet50: { depth: 50 },
    resnet101: { depth: 101 },
    resnet152: { depth: 152 },
    'resnet18-32px': { depth: 18, pixels: 32 },
    'resnet34-32px': { depth: 34, pixels: 32 },
    'resnet50-32px': { depth: 50, pixels: 32 },
    'resnet101-32px': { depth: 101, pixels: 32 },
    'resnet152-32px': { depth: 152, pixels: 32 },
  },
  create: ({ depth, width, pixels }): Backbone => ({
    heads: ['logits'],
    deployed: 'logits',
    names: namesElsewhere(elsewhere),
    forward(scope, images, classes) {
      const stem = scope.at('stem');
      const small = pixels === 32;
      let x = relu(unit(stem, '', images, width, small ? 3 : 7, small ? 1 : 2));
      if (!small) x = maxPool(x, { size: 3, strides: 2, padding: 1 });
      const stages = blocks[depth as Depth].map((count, i) => {
        const stage = scope.at(`layer${i + 1}`);
        for (let n = 0; n < count; n++)
          x = asBlock(stage.at(String(n)), x, (at, map) =>
            block(at, map, width * 2 ** i, i > 0 && n === 0 ? 2 : 1, depth >= 50),
          );
        return x;
      });
      return {
        logits: {
          logits: dense(scope.at('classifier'), globalAveragePool(x), { units: classes }),
          features: x,
          stages,
        },
      };
    },
  }),
});
