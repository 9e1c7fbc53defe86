import { defineOptimizer } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * SGD with momentum. Its slots also keep the largest gradient of each parameter, so that the tests
 * can check that every parameter learns.
 */
export const momentum = defineOptimizer({
  id: 'conformance-momentum',
  about: 'Momentum that remembers the largest gradients.',
  create: () => ({
    init: (params) =>
      Object.fromEntries(
        Object.entries(params).flatMap(([name, value]) => [
          [`momentum/${name}`, tf.zerosLike(value)],
          [`largest/${name}`, tf.zerosLike(value)],
        ]),
      ),
    update(grads, slots, params, rate) {
      const names = Object.keys(params);
      const momenta = names.map(
        (name) =>
          [
            `momentum/${name}`,
            tf.add(tf.mul(slots[`momentum/${name}`]!, 0.9), grads[name]!),
          ] as const,
      );
      const largest = names.map(
        (name) =>
          [`largest/${name}`, tf.maximum(slots[`largest/${name}`]!, tf.abs(grads[name]!))] as const,
      );
      return {
        slots: Object.fromEntries([...momenta, ...largest]),
        params: Object.fromEntries(
          momenta.map(([, value], i) => [
            names[i]!,
            tf.sub(params[names[i]!]!, tf.mul(rate, value)),
          ]),
        ),
      };
    },
  }),
});
