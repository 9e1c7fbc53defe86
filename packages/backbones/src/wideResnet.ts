import { asBlock, type Backbone, defineBackbone, relu, type Scope } from '@codistill/core';
import { batchNorm, conv, dense, dropout, globalAveragePool } from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { rateOption } from './rateOption.ts';

/**
 * conv(dropout(relu(norm(conv(a))))) + x with a = relu(norm(x)). If the channels change, it adds
 * conv1x1(a) instead of x.
 */
function block(
  scope: Scope,
  x: Tensor4D,
  filters: number,
  strides: number,
  rate: number,
): Tensor4D {
  const active = relu(batchNorm(scope.at('norm1'), x));
  const first = relu(
    batchNorm(
      scope.at('norm2'),
      conv(scope.at('conv1'), active, { filters, kernelSize: 3, strides }),
    ),
  );
  const second = conv(scope.at('conv2'), dropout(scope, first, rate), { filters, kernelSize: 3 });
  const shortcut =
    x.shape[3] === filters
      ? x
      : conv(scope.at('shortcut'), active, { filters, kernelSize: 1, strides });
  return tf.add(second, shortcut) as Tensor4D;
}

/**
 * Wide ResNet of depth 6n + 4: a 3x3 convolution with 16 channels, three stages of n blocks with
 * 16, 32 and 64 times `widen` channels, batch norm and ReLU, global average pooling and a
 * classifier. The second and third stage halve the grid. Normalization comes before each
 * convolution. Where the channels change, the shortcut is a 1x1 convolution without norm.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. The maps of the
 * first two stages are the sums before any norm. `features` is the last map after norm and ReLU.
 *
 * Source: Zagoruyko and Komodakis, BMVC 2016. Convolutions are initialized from N(0, 2 / fan-out),
 * and the classifier by PyTorch's default.
 */
export const wideResnet = defineBackbone({
  id: 'wide-resnet',
  about:
    'Wide ResNet of depth 6n + 4 for small images, with batch norm and relu before each convolution.',
  source: 'Zagoruyko and Komodakis 2016, arXiv 1605.07146',
  options: z.object({
    depth: z
      .number()
      .int()
      .refine(
        (depth) => depth >= 10 && (depth - 4) % 6 === 0,
        'the depth must be 6 n + 4: 10, 16, 22, 28, 40, ...',
      )
      .default(16)
      .describe('Number of layers, 6n + 4.'),
    widen: z
      .number()
      .int()
      .positive()
      .default(2)
      .describe('Factor on the 16, 32 and 64 channels of the three stages.'),
    dropout: rateOption(0).describe('Dropout rate between the two convolutions of a block.'),
  }),
  variants: {
    'wrn-16-1': { depth: 16, widen: 1 },
    'wrn-16-2': { depth: 16, widen: 2 },
    'wrn-16-4': { depth: 16, widen: 4 },
    'wrn-16-8': { depth: 16, widen: 8 },
    'wrn-28-2': { depth: 28, widen: 2 },
    'wrn-28-4': { depth: 28, widen: 4 },
    'wrn-28-10': { depth: 28, widen: 10 },
    'wrn-28-12': { depth: 28, widen: 12 },
    'wrn-40-1': { depth: 40, widen: 1 },
    'wrn-40-2': { depth: 40, widen: 2 },
    'wrn-40-4': { depth: 40, widen: 4 },
  },
  create: ({ depth, widen, dropout: rate }): Backbone => ({
    heads: ['logits'],
    deployed: 'logits',
    // A ResNet of depth 6n + 2 has the same number of blocks.
    resnet: { depth: depth - 2, width: 16 * widen },
    forward(scope, images, classes) {
      let x = conv(scope.at('stem').at('conv'), images, { filters: 16, kernelSize: 3 });
      const sums = [16, 32, 64].map((channels, i) => {
        for (let n = 0; n < (depth - 4) / 6; n++)
          x = asBlock(scope.at(`layer${i + 1}`).at(String(n)), x, (at, map) =>
            block(at, map, channels * widen, i > 0 && n === 0 ? 2 : 1, rate),
          );
        return x;
      });
      const features = relu(batchNorm(scope.at('norm'), x));
      const logits = dense(scope.at('classifier'), globalAveragePool(features), { units: classes });
      return { logits: { logits, features, stages: [...sums.slice(0, -1), features] } };
    },
  }),
});
