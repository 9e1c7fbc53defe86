import {
  asBlock,
  type Backbone,
  defineBackbone,
  type Prediction,
  relu,
  type Scope,
} from '@codistill/core';
import {
  adaptiveAveragePool,
  batchNorm,
  conv,
  dropout,
  globalAveragePool,
  maxPool,
  normal,
} from '@codistill/nn';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import elsewhere from './googlenet.names.json' with { type: 'json' };
import { namesElsewhere } from './namesElsewhere.ts';
import { normalDense } from './normalDense.ts';
import { rateOption } from './rateOption.ts';
import { scaledBy, widthOption } from './widthMultiplier.ts';

/** The channels of the branches of a module. */
interface Module {
  readonly one: number;
  readonly three: readonly [reduced: number, channels: number];
  readonly five: readonly [reduced: number, channels: number];
  readonly pooled: number;
}
const module = (
  one: number,
  three: Module['three'],
  five: Module['five'],
  pooled: number,
): Module => ({ one, three, five, pooled });

/** Table 1 of the paper. Max pooling comes before the modules 4a and 5a. */
const modules: Readonly<Record<string, Module>> = {
  '3a': module(64, [96, 128], [16, 32], 32),
  '3b': module(128, [128, 192], [32, 96], 64),
  '4a': module(192, [96, 208], [16, 48], 64),
  '4b': module(160, [112, 224], [24, 64], 64),
  '4c': module(128, [128, 256], [24, 64], 64),
  '4d': module(112, [144, 288], [32, 64], 64),
  '4e': module(256, [160, 320], [32, 128], 128),
  '5a': module(256, [160, 320], [32, 128], 128),
  '5b': module(384, [192, 384], [48, 128], 128),
};

/** Of the initial values of all kernels. */
const deviation = 0.01;
const init = normal(deviation);
const auxiliary = { aux1: '4a', aux2: '4d' } as const;

/** relu(norm(conv(x))). */
const unit = (scope: Scope, x: Tensor4D, filters: number, kernelSize = 1, strides = 1) =>
  relu(
    batchNorm(scope.at('norm'), conv(scope.at('conv'), x, { filters, kernelSize, strides, init }), {
      epsilon: 1e-3,
    }),
  );

/** The maps of four branches side by side. */
function inception(
  scope: Scope,
  x: Tensor4D,
  { one, three, five, pooled }: Module,
  scaled: (channels: number) => number,
): Tensor4D {
  const pair = (name: string, [reduced, channels]: readonly [number, number]) => {
    const branch = scope.at(name);
    return unit(branch.at('1'), unit(branch.at('0'), x, scaled(reduced)), scaled(channels), 3);
  };
  const around = maxPool(x, { size: 3, strides: 1, padding: 1 });
  return tf.concat(
    [
      unit(scope.at('branch1'), x, scaled(one)),
      pair('branch2', three),
      pair('branch3', five),
      unit(scope.at('branch4'), around, scaled(pooled)),
    ],
    3,
  );
}

/**
 * GoogLeNet: convolutions and max pooling, nine modules of four branches, global average pooling
 * and a classifier. With `auxiliary`, the modules 4a and 4d feed one more classifier each: the
 * heads aux1 and aux2, which a strategy trains like every head; the head `logits` is deployed.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. The three stages
 * are the maps after the modules 3b, 4e and 5b, at 1/8, 1/16 and 1/32 of the grid. `features` of an
 * auxiliary head is the map it sees.
 *
 * Source: Szegedy et al., CVPR 2015, with the batch norm of torchvision, whose 5x5 branches are 3x3
 * convolutions. Dropout, epsilon and initialization are torchvision's. Parameters at 1000 classes:
 * 6,624,904, and 13,004,888 with auxiliary heads.
 */
export const googlenet = defineBackbone({
  id: 'googlenet',
  about: 'GoogLeNet with batch norm, as torchvision has it, with or without auxiliary heads.',
  source: 'Szegedy et al. 2015, arXiv 1409.4842',
  options: z.object({
    width: widthOption(2).describe(
      'Width multiplier: the factor on the number of channels, rounded.',
    ),
    auxiliary: z.boolean().default(false).describe('Add the heads aux1 and aux2.'),
    dropout: rateOption(0.2).describe('Dropout rate before the classifier.'),
    auxiliaryDropout: rateOption(0.7).describe(
      'Dropout rate before the classifiers of the auxiliary heads.',
    ),
  }),
  variants: { 'googlenet-aux': { auxiliary: true } },
  create({ width, auxiliary: assisted, dropout: rate, auxiliaryDropout }): Backbone {
    const scaled = scaledBy(width);
    const assistant = (scope: Scope, map: Tensor4D, classes: number): Prediction => {
      const small = unit(scope, adaptiveAveragePool(map, 4), scaled(128));
      const rows = tf.reshape(small, [map.shape[0], 16 * small.shape[3]]) as Tensor2D;
      const hidden = relu(normalDense(scope.at('dense'), rows, { units: scaled(1024), deviation }));
      const seen = dropout(scope.at('dense'), hidden, auxiliaryDropout);
      return {
        logits: normalDense(scope.at('classifier'), seen, { units: classes, deviation }),
        features: map,
      };
    };
    return {
      heads: assisted ? ['aux1', 'aux2', 'logits'] : ['logits'],
      deployed: 'logits',
      names: namesElsewhere(elsewhere),
      forward(scope, images, classes) {
        const halve = (x: Tensor4D, size = 3) => maxPool(x, { size, strides: 2, ceil: true });
        const first = halve(unit(scope.at('stem1'), images, scaled(64), 7, 2));
        const second = unit(scope.at('stem2'), first, scaled(64));
        let x = halve(unit(scope.at('stem3'), second, scaled(192), 3));
        const maps: Record<string, Tensor4D> = {};
        for (const [name, each] of Object.entries(modules)) {
          if (name === '4a') x = halve(x);
          if (name === '5a') x = halve(x, 2);
          x = asBlock(scope.at(`inception${name}`), x, (at, map) =>
            inception(at, map, each, scaled),
          );
          maps[name] = x;
        }
        const seen = dropout(scope.at('classifier'), globalAveragePool(x), rate);
        const logits: Prediction = {
          logits: normalDense(scope.at('classifier'), seen, { units: classes, deviation }),
          features: x,
          stages: ['3b', '4e', '5b'].map((name) => maps[name]!),
        };
        if (!assisted) return { logits };
        const assistants = Object.entries(auxiliary).map(
          ([head, name]) => [head, assistant(scope.at(head), maps[name]!, classes)] as const,
        );
        return { ...Object.fromEntries(assistants), logits };
      },
    };
  },
});
