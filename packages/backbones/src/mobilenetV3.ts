import { asBlock, type Backbone, defineBackbone, relu, type Scope } from '@codistill/core';
import {
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  dropout,
  globalAveragePool,
  hardSigmoid,
  hardSwish,
  heNormal,
  squeezeExcite,
} from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { divisible } from './divisible.ts';
import { kernelAndBias, normalKernel } from './kernelAndBias.ts';
import elsewhere from './mobilenetV3.names.json' with { type: 'json' };
import { namesElsewhere } from './namesElsewhere.ts';
import { rateOption } from './rateOption.ts';
import { widthOption } from './widthMultiplier.ts';

/** A row of table 1 or 2 of the paper. */
interface Row {
  readonly kernelSize: 3 | 5;
  /** The channels between the two 1x1 convolutions. */
  readonly inner: number;
  readonly channels: number;
  readonly squeezes: boolean;
  readonly activation: 'relu' | 'hard-swish';
  readonly strides: 1 | 2;
}
const row = (
  kernelSize: 3 | 5,
  inner: number,
  channels: number,
  squeezes: boolean,
  activation: Row['activation'],
  strides: 1 | 2,
): Row => ({ kernelSize, inner, channels, squeezes, activation, strides });

const rows: Readonly<Record<'small' | 'large', readonly Row[]>> = {
  small: [
    row(3, 16, 16, true, 'relu', 2),
    row(3, 72, 24, false, 'relu', 2),
    row(3, 88, 24, false, 'relu', 1),
    row(5, 96, 40, true, 'hard-swish', 2),
    row(5, 240, 40, true, 'hard-swish', 1),
    row(5, 240, 40, true, 'hard-swish', 1),
    row(5, 120, 48, true, 'hard-swish', 1),
    row(5, 144, 48, true, 'hard-swish', 1),
    row(5, 288, 96, true, 'hard-swish', 2),
    row(5, 576, 96, true, 'hard-swish', 1),
    row(5, 576, 96, true, 'hard-swish', 1),
  ],
  large: [
    row(3, 16, 16, false, 'relu', 1),
    row(3, 64, 24, false, 'relu', 2),
    row(3, 72, 24, false, 'relu', 1),
    row(5, 72, 40, true, 'relu', 2),
    row(5, 120, 40, true, 'relu', 1),
    row(5, 120, 40, true, 'relu', 1),
    row(3, 240, 80, false, 'hard-swish', 2),
    row(3, 200, 80, false, 'hard-swish', 1),
    row(3, 184, 80, false, 'hard-swish', 1),
    row(3, 184, 80, false, 'hard-swish', 1),
    row(3, 480, 112, true, 'hard-swish', 1),
    row(3, 672, 112, true, 'hard-swish', 1),
    row(5, 672, 160, true, 'hard-swish', 2),
    row(5, 960, 160, true, 'hard-swish', 1),
    row(5, 960, 160, true, 'hard-swish', 1),
  ],
};
const lastUnits = { small: 1024, large: 1280 } as const;

const norm = (scope: Scope, x: Tensor4D) => batchNorm(scope, x, { epsilon: 1e-3, momentum: 0.01 });
const active = (x: Tensor4D, activation: Row['activation']) =>
  activation === 'relu' ? relu(x) : hardSwish(x);

/** hardSwish(norm(conv(x))). */
const unit = (scope: Scope, x: Tensor4D, filters: number, kernelSize: number, strides: number) =>
  hardSwish(norm(scope.at('norm'), conv(scope.at('conv'), x, { filters, kernelSize, strides })));

/**
 * norm(conv1x1(squeeze(f(norm(depthwise(f(norm(conv1x1(x)))))))), + x if the shape stays, where f
 * is ReLU or hard swish.
 */
function block(scope: Scope, x: Tensor4D, { strides, ...row }: Row): Tensor4D {
  const { kernelSize, inner, channels, squeezes, activation } = row;
  const wide =
    inner === x.shape[3]
      ? x
      : active(
          norm(scope.at('norm1'), conv(scope.at('expand'), x, { filters: inner, kernelSize: 1 })),
          activation,
        );
  const each = active(
    norm(
      scope.at('norm2'),
      depthwiseConv(scope.at('depthwise'), wide, { kernelSize, strides, init: heNormal('in') }),
    ),
    activation,
  );
  const weighted = squeezes
    ? squeezeExcite(scope, each, {
        units: divisible(Math.floor(inner / 4)),
        gate: hardSigmoid,
        init: kernelAndBias(heNormal('out')),
      })
    : each;
  const y = norm(
    scope.at('norm3'),
    conv(scope.at('project'), weighted, { filters: channels, kernelSize: 1 }),
  );
  return strides === 1 && channels === x.shape[3] ? (tf.add(x, y) as Tensor4D) : y;
}

/**
 * MobileNet v3: a 3x3 convolution of stride 2, inverted residual blocks with squeeze-and-excitation
 * and hard swish, a 1x1 convolution, global average pooling, a dense layer and a classifier.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. The five stages are
 * the last maps at 1/2, 1/4, 1/8 and 1/16 of the grid, and the final map at 1/32, before pooling;
 * `small` has a map of 1/2 only in its stem.
 *
 * Source: Howard et al., ICCV 2019. Numbers of channels, batch norm with epsilon 1e-3 and momentum
 * 0.01, and the initialization are torchvision's. Parameters at 1000 classes: 2,542,856 for `small`
 * and 5,483,032 for `large`.
 */
export const mobilenetV3 = defineBackbone({
  id: 'mobilenet-v3',
  about: 'MobileNet v3, small and large, as torchvision has it.',
  source: 'Howard et al. 2019, arXiv 1905.02244',
  options: z.object({
    size: z.enum(['small', 'large']).default('small').describe('Which of the two networks.'),
    width: widthOption(2).describe(
      'Width multiplier; numbers of channels are rounded to multiples of 8.',
    ),
    dropout: rateOption(0.2).describe('Dropout rate before the classifier.'),
  }),
  variants: {
    'mobilenet-v3-small': { size: 'small' },
    'mobilenet-v3-large': { size: 'large' },
  },
  create({ size, width, dropout: rate }): Backbone {
    const table = rows[size].map(
      (each): Row => ({
        ...each,
        inner: divisible(each.inner * width),
        channels: divisible(each.channels * width),
      }),
    );
    const init = normalKernel(0.01);
    return {
      heads: ['logits'],
      deployed: 'logits',
      names: namesElsewhere({ torchvision: elsewhere[`torchvision mobilenet-v3-${size}`] }),
      forward(scope, images, classes) {
        let x = unit(scope.at('stem'), images, divisible(16 * width), 3, 2);
        const maps = [
          x,
          ...table.map((each, i) => {
            x = asBlock(scope.at('block').at(String(i)), x, (at, map) => block(at, map, each));
            return x;
          }),
        ];
        const features = unit(scope.at('last'), x, 6 * x.shape[3], 1, 1);
        const hidden = hardSwish(
          dense(scope.at('dense'), globalAveragePool(features), {
            units: divisible(lastUnits[size] * width),
            init,
          }),
        );
        const seen = dropout(scope.at('dense'), hidden, rate);
        const before = maps.slice(0, -1).filter((_, i) => table[i]!.strides === 2);
        return {
          logits: {
            logits: dense(scope.at('classifier'), seen, { units: classes, init }),
            features,
            stages: [...before, features],
          },
        };
      },
    };
  },
});
