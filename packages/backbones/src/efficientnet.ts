import { asBlock, type Backbone, defineBackbone, type Scope } from '@codistill/core';
import {
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  dropout,
  globalAveragePool,
  heNormal,
  silu,
  squeezeExcite,
  stochasticDepth,
  uniform,
} from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { divisible } from './divisible.ts';
import elsewhere from './efficientnet.names.json' with { type: 'json' };
import { kernelAndBias } from './kernelAndBias.ts';
import { namesElsewhere } from './namesElsewhere.ts';
import { rateOption } from './rateOption.ts';
import { widthOption } from './widthMultiplier.ts';

interface Stage {
  /** The factor of the channels between the two 1x1 convolutions. */
  readonly expand: 1 | 6;
  readonly kernelSize: 3 | 5;
  readonly strides: 1 | 2;
  readonly channels: number;
  readonly count: number;
}
const stage = (
  expand: 1 | 6,
  kernelSize: 3 | 5,
  strides: 1 | 2,
  channels: number,
  count: number,
): Stage => ({ expand, kernelSize, strides, channels, count });

/** Table 1 of the paper. */
const baseline: readonly Stage[] = [
  stage(1, 3, 1, 16, 1),
  stage(6, 3, 2, 24, 2),
  stage(6, 5, 2, 40, 2),
  stage(6, 3, 2, 80, 3),
  stage(6, 5, 1, 112, 3),
  stage(6, 5, 2, 192, 4),
  stage(6, 3, 1, 320, 1),
];

/** silu(norm(conv(x))). */
const unit = (scope: Scope, x: Tensor4D, filters: number, kernelSize: number, strides: number) =>
  silu(batchNorm(scope.at('norm'), conv(scope.at('conv'), x, { filters, kernelSize, strides })));

/**
 * norm(conv1x1(squeeze(silu(norm(depthwise(silu(norm(conv1x1(x)))))))), + x if the shape stays.
 * With probability `rate`, an example skips the sum with its own block.
 */
function block(scope: Scope, x: Tensor4D, { expand, ...row }: Stage, rate: number): Tensor4D {
  const { kernelSize, strides, channels: filters } = row;
  const channels = x.shape[3];
  const inner = divisible(channels * expand);
  const wide =
    inner === channels
      ? x
      : silu(
          batchNorm(
            scope.at('norm1'),
            conv(scope.at('expand'), x, { filters: inner, kernelSize: 1 }),
          ),
        );
  const each = silu(
    batchNorm(
      scope.at('norm2'),
      depthwiseConv(scope.at('depthwise'), wide, { kernelSize, strides, init: heNormal('in') }),
    ),
  );
  const weighted = squeezeExcite(scope, each, {
    units: Math.max(1, Math.floor(channels / 4)),
    activation: silu,
    init: kernelAndBias(heNormal('out')),
  });
  const y = batchNorm(
    scope.at('norm3'),
    conv(scope.at('project'), weighted, { filters, kernelSize: 1 }),
  );
  return strides === 1 && filters === channels
    ? (tf.add(x, stochasticDepth(scope, y, rate)) as Tensor4D)
    : y;
}

/**
 * EfficientNet: a 3x3 convolution of stride 2, seven stages of inverted residual blocks with
 * squeeze-and-excitation and SiLU, a 1x1 convolution, global average pooling and a classifier.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. The five stages are
 * the last maps at 1/2, 1/4, 1/8 and 1/16 of the grid, and the final map at 1/32, before pooling.
 *
 * Source: Tan and Le, ICML 2019. Numbers of channels, dropout, stochastic depth (which grows
 * linearly from 0 with the depth) and initialization are torchvision's. Parameters of b0 at 1000
 * classes: 5,288,548.
 */
export const efficientnet = defineBackbone({
  id: 'efficientnet',
  about: 'EfficientNet b0 to b4, as torchvision has it.',
  source: 'Tan and Le 2019, arXiv 1905.11946',
  options: z.object({
    width: widthOption(2).describe(
      'Width multiplier; numbers of channels are rounded to multiples of 8.',
    ),
    depth: widthOption(4).describe(
      'Depth multiplier: the factor on the number of blocks of a stage, rounded up.',
    ),
    dropout: rateOption(0.2).describe('Dropout rate before the classifier.'),
    stochasticDepth: rateOption(0.2).describe(
      'Rate at which an example skips a block, of a block after the last; 0 at the first.',
    ),
  }),
  variants: {
    'efficientnet-b0': {},
    'efficientnet-b1': { depth: 1.1 },
    'efficientnet-b2': { width: 1.1, depth: 1.2, dropout: 0.3 },
    'efficientnet-b3': { width: 1.2, depth: 1.4, dropout: 0.3 },
    'efficientnet-b4': { width: 1.4, depth: 1.8, dropout: 0.4 },
  },
  create({ width, depth, dropout: rate, stochasticDepth: skipped }): Backbone {
    const stages = baseline.map(
      (each): Stage => ({
        ...each,
        channels: divisible(each.channels * width),
        count: Math.ceil(each.count * depth),
      }),
    );
    const blocks = stages.reduce((sum, { count }) => sum + count, 0);
    return {
      heads: ['logits'],
      deployed: 'logits',
      names: namesElsewhere(elsewhere),
      forward(scope, images, classes) {
        let x = unit(scope.at('stem'), images, divisible(32 * width), 3, 2);
        let at = 0;
        const maps = stages.map((each, i) => {
          for (let n = 0; n < each.count; n++) {
            const row: Stage = n === 0 ? each : { ...each, strides: 1 };
            const rate = (skipped * at++) / blocks;
            x = asBlock(scope.at(`layer${i + 1}`).at(String(n)), x, (inside, map) =>
              block(inside, map, row, rate),
            );
          }
          return x;
        });
        const features = unit(scope.at('last'), x, 4 * x.shape[3], 1, 1);
        const seen = dropout(scope.at('classifier'), globalAveragePool(features), rate);
        const logits = dense(scope.at('classifier'), seen, {
          units: classes,
          init: kernelAndBias(uniform(1 / Math.sqrt(classes))),
        });
        const before = maps.filter((_, i) => stages[i + 1]?.strides === 2);
        return { logits: { logits, features, stages: [...before, features] } };
      },
    };
  },
});
