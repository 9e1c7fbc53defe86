import { asBlock, type Backbone, defineBackbone, relu, type Scope } from '@codistill/core';
import { batchNorm, conv, dense, depthwiseConv, globalAveragePool } from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { widthOption } from './widthMultiplier.ts';

/**
 * Channels and stride of each block. Blocks that double the channels halve the grid, except the
 * first.
 */
const blocks: readonly (readonly [channels: number, strides: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  [1024, 2],
  [1024, 1],
];

/** relu(norm(conv1x1(relu(norm(depthwise(x)))))). */
function block(
  scope: Scope,
  x: Tensor4D,
  filters: number,
  strides: number,
  bias: boolean,
): Tensor4D {
  const each = relu(
    batchNorm(
      scope.at('norm1'),
      depthwiseConv(scope.at('depthwise'), x, { kernelSize: 3, strides }),
    ),
  );
  return relu(
    batchNorm(
      scope.at('norm2'),
      conv(scope.at('pointwise'), each, { filters, kernelSize: 1, bias }),
    ),
  );
}

/**
 * MobileNet v1 for small images: a 3x3 convolution of stride 1, 13 blocks, global average pooling
 * and a classifier. Each block is a depthwise 3x3 convolution and a 1x1 convolution.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. There are five
 * stages, one for each grid: full, 1/2, 1/4, 1/8 and 1/16. `features` is the last one.
 *
 * Source: Howard et al. 2017. The first convolution halves the grid in the paper, but not here, nor
 * in the code that is used for CIFAR. That code also has biases in its 1x1 convolutions, which the
 * batch norm after them cancels. `pointwiseBias` adds them, to match its parameter count.
 * Convolutions are initialized from N(0, 2 / fan-out).
 */
export const mobilenetV1 = defineBackbone({
  id: 'mobilenet-v1',
  about: 'MobileNet v1 for small images: depthwise separable convolutions.',
  source: 'Howard et al. 2017, arXiv 1704.04861',
  options: z.object({
    width: widthOption(1).describe('Width multiplier: the factor on the number of channels.'),
    pointwiseBias: z
      .boolean()
      .default(false)
      .describe(
        'Add biases to the 1x1 convolutions, as the released code of competitive distillation does.',
      ),
  }),
  variants: { 'mobilenet-v1-released': { pointwiseBias: true } },
  create({ width, pointwiseBias }): Backbone {
    const scaled = (channels: number) => Math.max(1, Math.floor(channels * width));
    return {
      heads: ['logits'],
      deployed: 'logits',
      // The width is a multiplier, here of the channels of a ResNet.
      resnet: { depth: 8, width: scaled(16) },
      forward(scope, images, classes) {
        const stem = scope.at('stem');
        let x = relu(
          batchNorm(
            stem.at('norm'),
            conv(stem.at('conv'), images, { filters: scaled(32), kernelSize: 3 }),
          ),
        );
        const maps = blocks.map(([channels, strides], i) => {
          x = asBlock(scope.at('block').at(String(i)), x, (at, map) =>
            block(at, map, scaled(channels), strides, pointwiseBias),
          );
          return x;
        });
        const stages = maps.filter((_, i) => (blocks[i + 1]?.[1] ?? 2) === 2);
        return {
          logits: {
            logits: dense(scope.at('classifier'), globalAveragePool(x), { units: classes }),
            features: x,
            stages,
          },
        };
      },
    };
  },
});
