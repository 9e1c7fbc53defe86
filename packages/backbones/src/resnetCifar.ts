import { asBlock, type Backbone, defineBackbone, relu, type Scope } from '@codistill/core';
import { batchNorm, conv, dense, globalAveragePool } from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { stemOverWidth } from './errors.ts';

/**
 * The parameter-free shortcut of option A: every second row and column, with zeros for the new
 * channels on both sides. It uses pooling, because a strided slice has no gradient.
 */
function optionA(x: Tensor4D, filters: number, strides: number): Tensor4D {
  const side = (filters - x.shape[3]) >> 1;
  const small = strides === 1 ? x : tf.avgPool(x, 1, strides, 'valid');
  return side === 0
    ? small
    : (tf.pad(small, [
        [0, 0],
        [0, 0],
        [0, 0],
        [side, filters - x.shape[3] - side],
      ]) as Tensor4D);
}

type Shortcut = 'zeros' | 'conv';

/** norm(conv1x1(x)) where the shape changes, else x. */
function projection(scope: Scope, x: Tensor4D, filters: number, strides: number): Tensor4D {
  if (strides === 1 && x.shape[3] === filters) return x;
  return batchNorm(
    scope.at('norm'),
    conv(scope.at('conv'), x, { filters, kernelSize: 1, strides }),
  );
}

/** relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)), both convolutions 3x3. */
function block(
  scope: Scope,
  x: Tensor4D,
  filters: number,
  strides: number,
  shortcut: Shortcut,
): Tensor4D {
  const first = relu(
    batchNorm(scope.at('norm1'), conv(scope.at('conv1'), x, { filters, kernelSize: 3, strides })),
  );
  const second = batchNorm(
    scope.at('norm2'),
    conv(scope.at('conv2'), first, { filters, kernelSize: 3 }),
  );
  const past =
    shortcut === 'zeros'
      ? optionA(x, filters, strides)
      : projection(scope.at('shortcut'), x, filters, strides);
  return relu(tf.add(second, past) as Tensor4D);
}

/** `blocks` blocks; the first has stride `strides`. */
export function stage(
  scope: Scope,
  x: Tensor4D,
  filters: number,
  blocks: number,
  strides: number,
  shortcut: Shortcut = 'zeros',
): Tensor4D {
  let y = x;
  for (let i = 0; i < blocks; i++)
    y = asBlock(scope.at(String(i)), y, (at, map) =>
      block(at, map, filters, i === 0 ? strides : 1, shortcut),
    );
  return y;
}

/** The first convolution with its norm. */
export const stem = (scope: Scope, images: Tensor4D, filters: number): Tensor4D =>
  relu(batchNorm(scope.at('norm'), conv(scope.at('conv'), images, { filters, kernelSize: 3 })));

/** The channels of each stage and the number of blocks in each, of a network of depth 6n + 2. */
export const plan = (
  depth: number,
  width: number,
): { readonly filters: readonly number[]; readonly blocks: number } => ({
  filters: [width, 2 * width, 4 * width],
  blocks: (depth - 2) / 6,
});

/** Depth 6n + 2: the number of layers with weights on the longest path. */
export const depthOption = z
  .number()
  .int()
  .refine(
    (depth) => depth >= 8 && (depth - 2) % 6 === 0,
    'the depth must be 6 n + 2: 8, 14, 20, 32, 44, 56, 110, ...',
  );

/**
 * ResNet for small images: a 3x3 convolution with 16 channels, three stages of n blocks with 16, 32
 * and 64 channels, global average pooling and a classifier. The second and third stage halve the
 * grid. The shortcuts are those of option A, which have no parameters.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. There are three
 * stages; `features` is the last one.
 *
 * `resnet8x4` and `resnet32x4` are those of distillation benchmarks (Tian et al. 2020): 32 channels
 * in the first convolution, then 64, 128 and 256, and a 1x1 convolution with norm as the shortcut
 * where the shape changes.
 *
 * Source: He et al., CVPR 2016, section 4.2. Convolutions are initialized from N(0, 2 / fan-out),
 * and the classifier by PyTorch's default.
 */
export const resnetCifar = defineBackbone({
  id: 'resnet-cifar',
  about:
    'ResNet of depth 6n + 2 for small images, with parameter-free (option A) or convolutional shortcuts.',
  source: 'He et al. 2016, arXiv 1512.03385, section 4.2',
  options: z.object({
    depth: depthOption.default(20).describe('Number of layers, 6n + 2.'),
    width: z
      .number()
      .int()
      .positive()
      .default(16)
      .describe(
        'Channels of the first stage; the second has twice and the third four times as many.',
      ),
    stem: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('Channels of the first convolution; default `width`.'),
    shortcut: z
      .enum(['zeros', 'conv'])
      .default('zeros')
      .describe(
        'The shortcut where the shape changes: every second place and zeros (option A), or a 1x1 convolution with norm.',
      ),
  }),
  variants: {
    resnet8: { depth: 8 },
    resnet14: { depth: 14 },
    resnet20: { depth: 20 },
    resnet32: { depth: 32 },
    resnet44: { depth: 44 },
    resnet56: { depth: 56 },
    resnet110: { depth: 110 },
    resnet8x4: { depth: 8, width: 64, stem: 32, shortcut: 'conv' },
    resnet32x4: { depth: 32, width: 64, stem: 32, shortcut: 'conv' },
  },
  create({ depth, width, stem: first = width, shortcut }): Backbone {
    if (shortcut === 'zeros' && first > width) throw stemOverWidth(first, width);
    const { filters, blocks } = plan(depth, width);
    return {
      heads: ['logits'],
      deployed: 'logits',
      resnet: { depth, width },
      forward(scope, images, classes) {
        let x = stem(scope.at('stem'), images, first);
        const stages = filters.map((channels, i) => {
          const at = scope.at(`layer${i + 1}`);
          x = stage(at, x, channels, blocks, i === 0 ? 1 : 2, shortcut);
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
    };
  },
});
