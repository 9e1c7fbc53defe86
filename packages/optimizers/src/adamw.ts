import { defineOptimizer } from '@codistill/core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { decays } from './named.ts';

const steps = 'steps';

/**
 * AdamW as in PyTorch, with gradient g, parameter p and learning rate lr:
 *
 *     p <- p (1 - lr wd)
 *     m <- b1 m + (1 - b1) g
 *     v <- b2 v + (1 - b2) g^2
 *     p <- p - lr / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps)
 *
 * m and v have the shape of p. The engine counts t, in the slot `steps`, so a program never reads
 * it back. The other slots are `<parameter>/mean` and `<parameter>/square`.
 *
 * Source: Loshchilov and Hutter 2019, arXiv 1711.05101; torch.optim.AdamW.
 */
export const adamw = defineOptimizer({
  id: 'adamw',
  about: 'Adam with decoupled weight decay, as in PyTorch.',
  source: 'Loshchilov and Hutter 2019, arXiv 1711.05101; torch.optim.AdamW',
  options: z.object({
    beta1: z
      .number()
      .min(0)
      .lt(1)
      .default(0.9)
      .describe('b1, the decay rate of the mean gradient.'),
    beta2: z
      .number()
      .min(0)
      .lt(1)
      .default(0.999)
      .describe('b2, the decay rate of the mean squared gradient.'),
    epsilon: z
      .number()
      .positive()
      .default(1e-8)
      .describe('eps, added to the root of the mean squared gradient.'),
    weightDecay: z.number().nonnegative().default(0.01).describe('wd, the decoupled weight decay.'),
    decayNorms: z
      .boolean()
      .default(true)
      .describe('Decay scales and biases too; false excludes parameters with one dimension.'),
  }),
  create: ({ beta1, beta2, epsilon, weightDecay, decayNorms }) => ({
    init: (params) => ({
      [steps]: tf.scalar(0),
      ...Object.fromEntries(
        Object.entries(params).flatMap(([name, value]) => [
          [`${name}/mean`, tf.zerosLike(value)],
          [`${name}/square`, tf.zerosLike(value)],
        ]),
      ),
    }),
    update(grads, slots, params, learningRate) {
      const t = tf.add(slots[steps]!, 1);
      const rate = tf.div(learningRate, tf.sub(1, tf.pow(beta1, t))) as Scalar;
      const root = tf.sqrt(tf.sub(1, tf.pow(beta2, t)));
      const nextParams: Record<string, Tensor> = {};
      const nextSlots: Record<string, Tensor> = { [steps]: t };
      for (const [name, value] of Object.entries(params)) {
        const grad = grads[name]!;
        const mean = tf.add(tf.mul(slots[`${name}/mean`]!, beta1), tf.mul(grad, 1 - beta1));
        const square = tf.add(
          tf.mul(slots[`${name}/square`]!, beta2),
          tf.mul(tf.square(grad), 1 - beta2),
        );
        nextSlots[`${name}/mean`] = mean;
        nextSlots[`${name}/square`] = square;
        const kept = decays(value, weightDecay, decayNorms)
          ? tf.mul(value, tf.sub(1, tf.mul(learningRate, weightDecay)))
          : value;
        nextParams[name] = tf.sub(
          kept,
          tf.div(tf.mul(mean, rate), tf.add(tf.div(tf.sqrt(square), root), epsilon)),
        );
      }
      return { params: nextParams, slots: nextSlots };
    },
  }),
});
