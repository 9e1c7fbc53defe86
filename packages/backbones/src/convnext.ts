import { asBlock, type Backbone, defineBackbone, type Scope } from '@codistill/core';
import {
  conv,
  dense,
  depthwiseConv,
  gelu,
  globalAveragePool,
  layerNorm,
  layerScale,
  stochasticDepth,
} from '@codistill/nn';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import elsewhere from './convnext.names.json' with { type: 'json' };
import { depthRate } from './depthRate.ts';
import { normalKernel } from './kernelAndBias.ts';
import { namesElsewhere } from './namesElsewhere.ts';
import { rateOption } from './rateOption.ts';

const init = normalKernel(0.02);
const norm = <T extends Tensor>(scope: Scope, x: T) => layerNorm(scope, x, { epsilon: 1e-6 });

interface Block {
  /** The initial layer scale. */
  readonly initialScale: number;
  /** The rate at which an example skips the block. */
  readonly rate: number;
}

/**
 * x + s W2 gelu(W1 norm(depthwise7x7(x))) with four times the channels in the middle and a learned
 * factor s for each channel.
 */
function block(scope: Scope, x: Tensor4D, { initialScale, rate }: Block): Tensor4D {
  const channels = x.shape[3];
  const mixed = depthwiseConv(scope.at('depthwise'), x, { kernelSize: 7, bias: true, init });
  const wide = gelu(
    dense(scope.at('mlp1'), norm(scope.at('norm'), mixed), { units: 4 * channels, init }),
  );
  const y = dense(scope.at('mlp2'), wide, { units: channels, init });
  const scaled = layerScale(scope.at('layer'), y, initialScale);
  return tf.add(x, stochasticDepth(scope, scaled, rate)) as Tensor4D;
}

/**
 * ConvNeXt: a 4x4 convolution of stride 4, four stages of blocks with a depthwise 7x7 convolution
 * and two dense layers, global average pooling, layer norm and a classifier. Between stages, layer
 * norm and a 2x2 convolution halve the grid.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. There are four
 * stages, at 1/4, 1/8, 1/16 and 1/32 of the grid. `features` is the last one.
 *
 * Source: Liu et al., CVPR 2022; initialization, layer scale and stochastic depth (which grows
 * linearly from 0 with the depth) are torchvision's. Parameters of tiny at 1000 classes:
 * 28,589,128.
 */
export const convnext = defineBackbone({
  id: 'convnext',
  about: 'ConvNeXt, as torchvision has it.',
  source: 'Liu et al. 2022, arXiv 2201.03545',
  options: z.object({
    width: z
      .number()
      .int()
      .positive()
      .default(96)
      .describe('Channels of the first stage; each further stage has twice as many.'),
    blocks: z
      .tuple([
        z.number().int().positive(),
        z.number().int().positive(),
        z.number().int().positive(),
        z.number().int().positive(),
      ])
      .default([3, 3, 9, 3])
      .describe('Number of blocks in each of the four stages.'),
    layerScale: z
      .number()
      .positive()
      .default(1e-6)
      .describe('Initial factor of the channels of a block.'),
    stochasticDepth: rateOption(0.1).describe(
      'Rate at which an example skips the last block; 0 at the first.',
    ),
  }),
  variants: {
    'convnext-tiny': {},
    'convnext-small': { blocks: [3, 3, 27, 3], stochasticDepth: 0.4 },
    'convnext-base': { width: 128, blocks: [3, 3, 27, 3], stochasticDepth: 0.5 },
  },
  create({ width, blocks, layerScale: initialScale, stochasticDepth: skipped }): Backbone {
    const total = blocks.reduce((sum, count) => sum + count, 0);
    const reduce = (scope: Scope, x: Tensor4D, filters: number, size: number) =>
      conv(scope.at('conv'), x, {
        filters,
        kernelSize: size,
        strides: size,
        padding: 0,
        bias: true,
        init,
      });
    return {
      heads: ['logits'],
      deployed: 'logits',
      names: namesElsewhere(elsewhere),
      forward(scope, images, classes) {
        const stem = scope.at('stem');
        let x = norm(stem.at('norm'), reduce(stem, images, width, 4));
        let at = 0;
        const stages = blocks.map((count, i) => {
          const down = scope.at(`reduce${i + 1}`);
          if (i > 0) x = reduce(down, norm(down.at('norm'), x), width * 2 ** i, 2);
          for (let n = 0; n < count; n++) {
            const rate = depthRate(skipped, at++, total);
            x = asBlock(scope.at(`layer${i + 1}`).at(String(n)), x, (at, map) =>
              block(at, map, { initialScale, rate }),
            );
          }
          return x;
        });
        const pooled = norm(scope.at('norm'), globalAveragePool(x));
        const logits = dense(scope.at('classifier'), pooled, { units: classes, init });
        return { logits: { logits, features: x, stages } };
      },
    };
  },
});
