import { defineOptimizer, defineSchedule } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { about, next } from './about.ts';

export const remembers = defineSchedule({ id: 'remembers', about, create: () => () => next() });
export const divides = defineSchedule({
  id: 'divides-by-nothing',
  about,
  create:
    () =>
    ({ epoch }) =>
      1 / epoch,
});
export const byPosition = defineOptimizer({
  id: 'by-position',
  about,
  create: () => ({
    init: () => ({ first: tf.scalar(0) }),
    update(grads, _slots, params, rate) {
      const names = Object.keys(params);
      const next = names.map(
        (name, i) =>
          [name, tf.sub(params[name]!, tf.mul(tf.mul(rate, i + 1), grads[name]!))] as const,
      );
      return { params: Object.fromEntries(next), slots: { first: tf.scalar(1) } };
    },
  }),
});
export const keeps = defineOptimizer({
  id: 'keeps-tensors',
  about,
  create: () => ({
    init: () => ({}),
    update: (grads, slots, params, rate) => ({
      slots,
      params: Object.fromEntries(
        Object.entries(params).map(([name, value]) => [
          name,
          tf.keep(tf.sub(value, tf.mul(rate, grads[name]!))),
        ]),
      ),
    }),
  }),
});
