import { type Backbone, defineBackbone, relu } from '@codistill/core';
import { batchNorm, conv, dense, globalAveragePool } from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/**
 * A small convolutional network for images of 8x8 to 32x32: three 3x3 convolutions with batch norm
 * and ReLU, global average pooling and a classifier. The convolutions have w, 2w and 4w channels;
 * the second and third have stride 2. Images are [batch, height, width, channels], and logits are
 * [batch, classes]. The network is our own. It is large enough for digits and small enough for an
 * engine without native code.
 */
export const smallConv = defineBackbone({
  id: 'small-conv',
  about: 'Three convolutions and a classifier, for images of 8x8 to 32x32.',
  options: z.object({
    width: z
      .number()
      .int()
      .positive()
      .default(16)
      .describe(
        'Channels of the first convolution; the second has twice and the third four times as many.',
      ),
  }),
  create: ({ width }): Backbone => ({
    heads: ['logits'],
    deployed: 'logits',
    resnet: { depth: 8, width },
    forward(scope, images, classes) {
      let x: Tensor4D = images;
      const stages = [width, 2 * width, 4 * width].map((filters, i) => {
        const layer = scope.at(`layer${i + 1}`);
        x = relu(
          batchNorm(
            layer.at('norm'),
            conv(layer.at('conv'), x, { filters, kernelSize: 3, strides: i === 0 ? 1 : 2 }),
          ),
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
