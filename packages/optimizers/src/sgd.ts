import { defineOptimizer } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { decays, mapped } from './named.ts';

/**
 * Stochastic gradient descent as in PyTorch, with gradient g, parameter p and learning rate lr:
 *
 *     g <- g + wd p
 *     b <- mu b + g
 *     p <- p - lr (g + mu b) with Nesterov momentum, else p - lr b
 *
 * b has the shape of p and starts at 0, so b = g in the first step. Weight decay is part of the
 * gradient, so momentum accumulates it. The slot is `<parameter>/momentum`.
 *
 * Source: torch.optim.SGD; Sutskever et al. 2013.
 */
export const sgd = defineOptimizer({
  id: 'sgd',
  about: 'Stochastic gradient descent with momentum and weight decay, as in PyTorch.',
  source: 'torch.optim.SGD; Sutskever et al., ICML 2013',
  options: z.object({
    momentum: z.number().min(0).lt(1).default(0.9).describe('mu, the momentum factor.'),
    nesterov: z.boolean().default(true).describe('Use Nesterov momentum.'),
    weightDecay: z
      .number()
      .nonnegative()
      .default(5e-4)
      .describe('wd, the factor of weight decay, which is added to the gradient (L2).'),
    decayNorms: z
      .boolean()
      .default(true)
      .describe(
        'Decay scales and biases too, as CIFAR recipes do; false excludes parameters with one dimension.',
      ),
  }),
  create: ({ momentum, nesterov, weightDecay, decayNorms }) => ({
    init: (params) =>
      momentum === 0
        ? {}
        : mapped(
            params,
            (value) => tf.zerosLike(value),
            (name) => `${name}/momentum`,
          ),
    update(grads, slots, params, learningRate) {
      const nextParams: Record<string, Tensor> = {};
      const nextSlots: Record<string, Tensor> = {};
      for (const [name, value] of Object.entries(params)) {
        const grad = decays(value, weightDecay, decayNorms)
          ? tf.add(grads[name]!, tf.mul(value, weightDecay))
          : grads[name]!;
        let direction = grad;
        if (momentum > 0) {
          const slot = `${name}/momentum`;
          const velocity = tf.add(tf.mul(slots[slot]!, momentum), grad);
          nextSlots[slot] = velocity;
          direction = nesterov ? tf.add(grad, tf.mul(velocity, momentum)) : velocity;
        }
        nextParams[name] = tf.sub(value, tf.mul(direction, learningRate));
      }
      return { params: nextParams, slots: nextSlots };
    },
  }),
});
