import {
  asBlock,
  type Backbone,
  defineBackbone,
  type Prediction,
  relu,
  type Scope,
} from '@codistill/core';
import {
  averagePool,
  batchNorm,
  type ConvOptions,
  conv,
  dropout,
  globalAveragePool,
  maxPool,
  normal,
} from '@codistill/nn';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { imageTooSmall } from './errors.ts';
import elsewhere from './inceptionV3.names.json' with { type: 'json' };
import { namesElsewhere } from './namesElsewhere.ts';
import { normalDense } from './normalDense.ts';
import { rateOption } from './rateOption.ts';
import { scaledBy, widthOption } from './widthMultiplier.ts';

/** The smallest side of an image whose maps are large enough for all modules. */
const smallest = { plain: 75, assisted: 299 };

/** What the layers of a network share. */
interface Build {
  /** A number of channels times the width. */
  scaled(channels: number): number;
}
type Shape = Partial<Pick<ConvOptions, 'kernelSize' | 'strides' | 'padding'>>;

/** relu(norm(conv(x))), without padding by default. */
const unit = (
  scope: Scope,
  x: Tensor4D,
  filters: number,
  {
    kernelSize = 1,
    strides = 1,
    padding = 0,
    deviation = 0.1,
  }: Shape & { deviation?: number } = {},
) =>
  relu(
    batchNorm(
      scope.at('norm'),
      conv(scope.at('conv'), x, {
        filters,
        kernelSize,
        strides,
        padding,
        init: normal(deviation),
      }),
      { epsilon: 1e-3 },
    ),
  );

const wide: Shape = { kernelSize: [1, 7], padding: [0, 3] };
const tall: Shape = { kernelSize: [7, 1], padding: [3, 0] };
const three: Shape = { kernelSize: 3, padding: 1 };
const halving: Shape = { kernelSize: 3, strides: 2 };

/** A chain of convolutions of a branch: the channels and the shape of each. */
type Chain = readonly (readonly [filters: number, shape?: Shape])[];

/** The chain `name` of a module on x. The scope of its i-th convolution is `<name>_<i>`. */
function chain({ scaled }: Build, scope: Scope, name: string, x: Tensor4D, links: Chain) {
  let y = x;
  for (const [i, [filters, shape]] of links.entries()) {
    const at = links.length === 1 ? name : `${name}_${i + 1}`;
    y = unit(scope.at(at), y, scaled(filters), shape);
  }
  return y;
}

const besides = (maps: readonly Tensor4D[]): Tensor4D => tf.concat([...maps], 3);
const around = (x: Tensor4D) => averagePool(x, { size: 3, strides: 1, padding: 1 });
const halved = (x: Tensor4D) => maxPool(x, { size: 3, strides: 2 });

/**
 * The modules by kind, in torchvision's letters. Each lays the maps of its branches side by side.
 */
const modules = {
  A: (build: Build, at: Scope, x: Tensor4D, pooled: number) =>
    besides([
      chain(build, at, 'branch1x1', x, [[64]]),
      chain(build, at, 'branch5x5', x, [[48], [64, { kernelSize: 5, padding: 2 }]]),
      chain(build, at, 'branch3x3dbl', x, [[64], [96, three], [96, three]]),
      chain(build, at, 'branch_pool', around(x), [[pooled]]),
    ]),
  B: (build: Build, at: Scope, x: Tensor4D) =>
    besides([
      chain(build, at, 'branch3x3', x, [[384, halving]]),
      chain(build, at, 'branch3x3dbl', x, [[64], [96, three], [96, halving]]),
      halved(x),
    ]),
  C: (build: Build, at: Scope, x: Tensor4D, inner: number) =>
    besides([
      chain(build, at, 'branch1x1', x, [[192]]),
      chain(build, at, 'branch7x7', x, [[inner], [inner, wide], [192, tall]]),
      chain(build, at, 'branch7x7dbl', x, [
        [inner],
        [inner, tall],
        [inner, wide],
        [inner, tall],
        [192, wide],
      ]),
      chain(build, at, 'branch_pool', around(x), [[192]]),
    ]),
  D: (build: Build, at: Scope, x: Tensor4D) =>
    besides([
      chain(build, at, 'branch3x3', x, [[192], [320, halving]]),
      chain(build, at, 'branch7x7x3', x, [[192], [192, wide], [192, tall], [192, halving]]),
      halved(x),
    ]),
  E(build: Build, at: Scope, x: Tensor4D) {
    const split = (name: string, links: Chain) => {
      let y = x;
      for (const [i, [filters, shape]] of links.entries())
        y = unit(at.at(`${name}_${i + 1}`), y, build.scaled(filters), shape);
      const next = `${name}_${links.length + 1}`;
      return [
        unit(at.at(`${next}a`), y, build.scaled(384), { kernelSize: [1, 3], padding: [0, 1] }),
        unit(at.at(`${next}b`), y, build.scaled(384), { kernelSize: [3, 1], padding: [1, 0] }),
      ];
    };
    return besides([
      chain(build, at, 'branch1x1', x, [[320]]),
      ...split('branch3x3', [[384]]),
      ...split('branch3x3dbl', [[448], [384, three]]),
      chain(build, at, 'branch_pool', around(x), [[192]]),
    ]);
  },
} as const;

/** The maps after the stem and each group of modules. */
function maps(build: Build, scope: Scope, images: Tensor4D): readonly Tensor4D[] {
  const stem = (name: string, x: Tensor4D, filters: number, shape?: Shape) =>
    unit(scope.at(`stem${name}`), x, build.scaled(filters), shape);
  const at = (name: string) => scope.at(`mixed${name}`);
  let x = stem('1a', images, 32, halving);
  x = stem('2b', stem('2a', x, 32, { kernelSize: 3 }), 64, three);
  x = halved(stem('4a', stem('3b', halved(x), 80), 192, { kernelSize: 3 }));
  const five = [32, 64, 64].reduce(
    (map, pooled, i) =>
      asBlock(at(`5${'bcd'[i]}`), map, (inside, y) => modules.A(build, inside, y, pooled)),
    x,
  );
  const six = [128, 160, 160, 192].reduce(
    (map, inner, i) =>
      asBlock(at(`6${'bcde'[i]}`), map, (inside, y) => modules.C(build, inside, y, inner)),
    asBlock(at('6a'), five, (inside, y) => modules.B(build, inside, y)),
  );
  const seven = ['7b', '7c'].reduce(
    (map, name) => asBlock(at(name), map, (inside, y) => modules.E(build, inside, y)),
    asBlock(at('7a'), six, (inside, y) => modules.D(build, inside, y)),
  );
  return [five, six, seven];
}

/** The prediction from the map after the module 6e. */
function assistant({ scaled }: Build, scope: Scope, map: Tensor4D, classes: number): Prediction {
  const pooled = averagePool(map, { size: 5, strides: 3 });
  const small = unit(scope.at('0'), pooled, scaled(128));
  const last = unit(scope.at('1'), small, scaled(768), { kernelSize: 5, deviation: 0.01 });
  const logits = normalDense(scope.at('classifier'), globalAveragePool(last), {
    units: classes,
    deviation: 0.001,
  });
  return { logits, features: map };
}

/**
 * Inception v3: convolutions and max pooling, eleven modules of parallel branches, global average
 * pooling and a classifier. With `auxiliary`, the module 6e feeds one more classifier: the head
 * aux, which a strategy trains like every head; the head `logits` is deployed.
 *
 * Images are [batch, height, width, channels], and logits are [batch, classes]. The three stages
 * are the maps after the modules 5d, 6e and 7c, for images of 299 pixels at 35x35, 17x17 and 8x8.
 * `features` of the auxiliary head is the map it sees.
 *
 * Source: Szegedy et al., CVPR 2016; modules, dropout, epsilon and initialization are
 * torchvision's. Parameters at 1000 classes: 23,834,568, and 27,161,264 with the auxiliary head.
 * @throws InputError for images under 75 pixels, or 299 with the auxiliary head.
 */
export const inceptionV3 = defineBackbone({
  id: 'inception-v3',
  about: 'Inception v3 as torchvision has it, with or without its auxiliary head.',
  source: 'Szegedy et al. 2016, arXiv 1512.00567',
  options: z.object({
    width: widthOption(2).describe(
      'Width multiplier: the factor on the number of channels, rounded.',
    ),
    auxiliary: z.boolean().default(false).describe('Add the head aux.'),
    dropout: rateOption(0.5).describe('Dropout rate before the classifier.'),
  }),
  variants: { 'inception-v3-aux': { auxiliary: true } },
  create({ width, auxiliary, dropout: rate }): Backbone {
    const build: Build = { scaled: scaledBy(width) };
    const least = auxiliary ? smallest.assisted : smallest.plain;
    return {
      heads: auxiliary ? ['aux', 'logits'] : ['logits'],
      deployed: 'logits',
      names: namesElsewhere(elsewhere),
      forward(scope, images, classes) {
        if (Math.min(images.shape[1], images.shape[2]) < least)
          throw imageTooSmall('inception-v3', images.shape[1], images.shape[2], least);
        const stages = maps(build, scope, images);
        const features = stages.at(-1)!;
        const seen = dropout(scope.at('classifier'), globalAveragePool(features), rate);
        const logits = {
          logits: normalDense(scope.at('classifier'), seen, { units: classes, deviation: 0.1 }),
          features,
          stages,
        };
        return auxiliary
          ? { aux: assistant(build, scope.at('aux'), stages[1]!, classes), logits }
          : { logits };
      },
    };
  },
});
