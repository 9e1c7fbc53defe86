import {
  type Backbone,
  defineBackbone,
  nested,
  type Prediction,
  relu,
  type Scope,
} from '@codistill/core';
import { batchNorm, dense, globalAveragePool } from '@codistill/nn';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { depthOption, plan, stage, stem } from './resnetCifar.ts';

/** x; its gradient is multiplied by `factor`. */
const rescaled = <T extends tf.Tensor>(x: T, factor: number): T =>
  factor === 1
    ? x
    : (tf.customGrad((value) => ({
        value: tf.clone(value as T),
        gradFunc: (dy) => tf.mul(dy, factor),
      }))(x) as T);

/** g = softmax(ReLU(BN(W pool(stem)))), [batch, branches]. */
function gate(scope: Scope, shared: Tensor4D, branches: number): Tensor2D {
  const hidden = dense(scope.at('dense'), globalAveragePool(shared), {
    units: branches,
    bias: false,
  });
  return tf.softmax(relu(batchNorm(scope.at('norm'), hidden)));
}

/** The ResNet that replaces a backbone which names none. */
const standIn = { depth: 8, width: 16 };

/**
 * A ResNet with several branches. The first convolution and the first stages are shared. Then come
 * `count` copies of the remaining stages and the classifier, as heads branch1, ..., branch<count>.
 * With a gate, there is one more head `ensemble`, which is deployed:
 *
 *     z_e = sum_i g_i z_i
 *
 * Images are [batch, height, width, channels], and logits z are [batch, classes]. `extras.gate` of
 * the head `ensemble` is g, [batch, count]. `features` of a branch is its last map before pooling.
 *
 * With `of`, depth and width are those of the ResNet that the backbone names in `resnet`: a ResNet
 * keeps its depth and width; a Wide ResNet, a `small-conv` or a MobileNet keeps its width; any
 * other backbone becomes 8 layers and 16 channels.
 *
 * Source: Lan, Zhu and Gong, NeurIPS 2018 (ONE), which shares two of three stages. `rescale`
 * divides the gradient that the shared part receives by the number of branches (Song and Chai,
 * NeurIPS 2018, CL-ILR).
 */
export const branches = defineBackbone({
  id: 'branches',
  about:
    'A ResNet with several branches on a shared stem, each with its own last stage and classifier, and a gated ensemble of the branches as one more head.',
  source: 'Lan et al. 2018, arXiv 1806.04606; Song and Chai 2018, arXiv 1805.11761',
  options: z.object({
    depth: depthOption.default(20).describe('Number of layers through one branch, 6n + 2.'),
    width: z.number().int().positive().default(16).describe('Channels of the first stage.'),
    count: z.number().int().min(2).default(3).describe('Number of branches.'),
    sharedStages: z
      .number()
      .int()
      .min(0)
      .max(2)
      .default(2)
      .describe(
        'Number of stages, of three, that the branches share; they always share the first convolution.',
      ),
    gate: z.boolean().default(true).describe('Add the gate and the head `ensemble`.'),
    rescale: z
      .boolean()
      .default(false)
      .describe('Divide the gradient at the split by the number of branches.'),
    of: nested('backbone')
      .optional()
      .describe(
        'A backbone in the place of `depth` and `width`: those of the ResNet that stands for it.',
      ),
  }),
  create({ count, sharedStages, gate: gated, rescale, of, ...own }): Backbone {
    const { depth, width } = of ? (of.resnet ?? standIn) : own;
    const { filters, blocks } = plan(depth, width);
    const names = Array.from({ length: count }, (_, i) => `branch${i + 1}`);
    return {
      heads: gated ? [...names, 'ensemble'] : names,
      deployed: gated ? 'ensemble' : names[0]!,
      resnet: { depth, width },
      forward(scope, images, classes) {
        const run = (at: Scope, x: Tensor4D, i: number) =>
          stage(at.at(`layer${i + 1}`), x, filters[i]!, blocks, i === 0 ? 1 : 2);
        let shared = stem(scope.at('stem'), images, width);
        for (let i = 0; i < sharedStages; i++) shared = run(scope, shared, i);
        const split = rescaled(shared, rescale ? 1 / count : 1);
        const ends = names.map((name): Prediction => {
          let x = split;
          for (let i = sharedStages; i < 3; i++) x = run(scope.at(name), x, i);
          return {
            logits: dense(scope.at(name).at('classifier'), globalAveragePool(x), {
              units: classes,
            }),
            features: x,
          };
        });
        const heads = Object.fromEntries(names.map((name, i) => [name, ends[i]!]));
        if (!gated) return heads;
        const weights = gate(scope.at('gate'), shared, count);
        const stacked = tf.stack(
          ends.map(({ logits }) => logits),
          1,
        );
        const logits = tf.sum(tf.mul(stacked, tf.expandDims(weights, 2)), 1) as Tensor2D;
        return { ...heads, ensemble: { logits, extras: { gate: weights } } };
      },
    };
  },
});
