import { asBlock, type Backbone, defineBackbone, type Scope } from '@codistill/core';
import { batchNorm, conv, dense, depthwiseConv, globalAveragePool, normal } from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { normalKernel } from './kernelAndBias.ts';
import elsewhere from './mobilenetV2.names.json' with { type: 'json' };
import { namesElsewhere } from './namesElsewhere.ts';
import { pixelsOption } from './pixelsOption.ts';
import { widthOption } from './widthMultiplier.ts';

interface Row {
  readonly expand: number;
  readonly channels: number;
  readonly count: number;
  readonly strides: number;
}

/** The rows of table 2 of the paper, with the strides of the distillation benchmarks for 32x32. */
const smallRows: readonly Row[] = [
  { expand: 1, channels: 16, count: 1, strides: 1 },
  { expand: 6, channels: 24, count: 2, strides: 1 },
  { expand: 6, channels: 32, count: 3, strides: 2 },
  { expand: 6, channels: 64, count: 4, strides: 2 },
  { expand: 6, channels: 96, count: 3, strides: 1 },
  { expand: 6, channels: 160, count: 3, strides: 2 },
  { expand: 6, channels: 320, count: 1, strides: 1 },
];
/** The rows with the strides of the paper: the second one halves the grid too. */
const paperRows: readonly Row[] = smallRows.map((row, i) =>
  i === 1 ? { ...row, strides: 2 } : row,
);
const lastChannels = 1280;

const relu6 = (x: Tensor4D): Tensor4D => tf.relu6(x);
/** Fan-out is counted over all channels, as PyTorch counts it for depthwise convolutions too. */
const depthwiseInit = (channels: number) => normal(Math.sqrt(2 / (9 * channels)));

interface Block {
  readonly filters: number;
  readonly strides: number;
  /** The expansion factor of the inner channels; 0: no 1x1 convolution before. */
  readonly expand: number;
}

/** norm(conv1x1(relu6(norm(depthwise(relu6(norm(conv1x1(x)))))))), + x if the shape stays. */
function block(scope: Scope, x: Tensor4D, { filters, strides, expand }: Block): Tensor4D {
  const channels = x.shape[3] * Math.max(1, expand);
  const wide =
    expand === 0
      ? x
      : relu6(
          batchNorm(
            scope.at('norm1'),
            conv(scope.at('expand'), x, { filters: channels, kernelSize: 1 }),
          ),
        );
  const each = depthwiseConv(scope.at('depthwise'), wide, {
    kernelSize: 3,
    strides,
    init: depthwiseInit(channels),
  });
  const y = batchNorm(
    scope.at('norm3'),
    conv(scope.at('project'), relu6(batchNorm(scope.at('norm2'), each)), {
      filters,
      kernelSize: 1,
    }),
  );
  return strides === 1 && filters === x.shape[3] ? (tf.add(x, y) as Tensor4D) : y;
}

/**
 * MobileNet v2: a 3x3 convolution of stride 2, 17 inverted residual blocks, a 1x1 convolution to
 * 1280 channels, global average pooling and a classifier.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. There are four
 * stages: the last maps at 1/2, 1/4 and 1/8 of the grid, and the final map at 1/16, before pooling.
 * With `pixels: 224`, the second row halves the grid too, and there is one more stage.
 *
 * Source: Sandler et al., CVPR 2018. The strides for 32 pixels are those of RepDistiller's
 * MobileNetV2 for CIFAR, those for 224 pixels are the paper's and torchvision's. With width 1, the
 * parameter count is torchvision's. `mobilenet-v2-half` has that of the distillation benchmarks:
 * half the channels, rounded down, but still 1280 at the end, and a 1x1 convolution in the first
 * block. Those benchmarks use ReLU where the paper and we use ReLU6. The initialization is
 * torchvision's.
 */
export const mobilenetV2 = defineBackbone({
  id: 'mobilenet-v2',
  about: 'MobileNet v2, inverted residual blocks: for small images, or as torchvision has it.',
  source: 'Sandler et al. 2018, arXiv 1801.04381; strides of Tian et al. 2020, arXiv 1910.10699',
  options: z.object({
    width: widthOption(1.4).describe(
      'Width multiplier, up to 1.4 as in the paper; the last layer always has 1280 channels.',
    ),
    expandFirst: z
      .boolean()
      .default(false)
      .describe('Use a 1x1 convolution in the first block too, as distillation benchmarks do.'),
    pixels: pixelsOption(32).describe(
      'Side of the images that the strides are for: 32 as in distillation benchmarks, or 224 as in the paper.',
    ),
  }),
  variants: {
    'mobilenet-v2-half': { width: 0.5, expandFirst: true },
    'mobilenet-v2-224px': { pixels: 224 },
  },
  create({ width, expandFirst, pixels }): Backbone {
    const rows = pixels === 32 ? smallRows : paperRows;
    const scaled = (channels: number) => Math.max(1, Math.floor(channels * width));
    return {
      heads: ['logits'],
      deployed: 'logits',
      names: namesElsewhere(elsewhere),
      // The width is a multiplier, here of the channels of a ResNet.
      resnet: { depth: 8, width: scaled(16) },
      forward(scope, images, classes) {
        const unit = (
          at: Scope,
          x: Tensor4D,
          filters: number,
          kernelSize: number,
          strides: number,
        ) =>
          relu6(batchNorm(at.at('norm'), conv(at.at('conv'), x, { filters, kernelSize, strides })));
        let x = unit(scope.at('stem'), images, scaled(32), 3, 2);
        const maps = rows.map(({ expand, channels, count, strides }, row) => {
          for (let i = 0; i < count; i++) {
            const times = expand === 1 && !expandFirst ? 0 : expand;
            x = asBlock(scope.at(`layer${row + 1}`).at(String(i)), x, (at, map) =>
              block(at, map, {
                filters: scaled(channels),
                strides: i === 0 ? strides : 1,
                expand: times,
              }),
            );
          }
          return x;
        });
        const features = unit(scope.at('last'), x, lastChannels, 1, 1);
        const logits = dense(scope.at('classifier'), globalAveragePool(features), {
          units: classes,
          init: normalKernel(0.01),
        });
        return {
          logits: {
            logits,
            features,
            stages: [...maps.filter((_, row) => rows[row + 1]?.strides === 2), features],
          },
        };
      },
    };
  },
});
