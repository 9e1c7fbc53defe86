import { defineLesson, defineStrategy, kl, type Loss, supervised } from '@codistill/core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { about, next } from './about.ts';

const loss = (name: string, perExample: Loss['perExample']): Loss => ({
  name,
  formula: name,
  perExample,
});

export const readsBack = defineStrategy({
  id: 'reads-back',
  about,
  create: () => ({
    flow: (peers) => {
      const best = peers[0]!.score.dataSync()[0]! < 1;
      return { edges: best ? supervised(peers) : supervised(peers, { weight: 2 }) };
    },
  }),
});
// The first step, with which the kit finds the groups that a strategy supports, reads nothing back.
export const readsBackLater = defineStrategy({
  id: 'reads-back-later',
  about,
  create: () => ({
    plan: ({ step }) => ({ late: step > 0 }),
    flow: (peers, { plan }) => {
      const weight = plan.late && peers[0]!.score.dataSync()[0]! > 1 ? 2 : 1;
      return { edges: supervised(peers, { weight }) };
    },
  }),
});
export const bakesNumbers = defineStrategy({
  id: 'bakes-numbers',
  about,
  create: () => ({
    flow: (peers) => ({
      edges: supervised(peers, { weight: tf.mul(tf.scalar(1), next()) as tf.Scalar }),
    }),
  }),
});
export const overflows = defineStrategy({
  id: 'overflows',
  about,
  create: () => ({
    flow: (peers) => ({
      edges: supervised(peers, {
        loss: loss('naive', ({ logits }, _target, labels) => {
          const e = tf.exp(logits);
          return tf.neg(tf.log(tf.div(tf.sum(tf.mul(e, labels), 1), tf.sum(e, 1)))) as Tensor1D;
        }),
      }),
    }),
  }),
});
export const deadOption = defineStrategy({
  id: 'dead-option',
  about,
  options: z.object({ strength: z.number().default(1).describe('Of nothing.') }),
  create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
});
export const silentOption = defineStrategy({
  id: 'silent-option',
  about,
  options: z.object({ weight: z.number().default(1) }),
  create: ({ weight }) => ({ flow: (peers) => ({ edges: supervised(peers, { weight }) }) }),
});
export const unlearned = defineLesson({
  id: 'unlearned',
  about,
  options: z.object({ strength: z.number().default(1).describe('Of nothing.') }),
  create: () => ({
    learn: (_pair, { scope }) => {
      scope.param('kernel', [2, 2], () => new Float32Array(4));
      return { losses: [{ loss: kl() }] };
    },
  }),
});
export const teachesNobody = defineStrategy({
  id: 'teaches-nobody',
  about,
  create: () => ({ flow: (peers) => ({ edges: supervised(peers.slice(0, 1)) }) }),
});
export const reshapesMemory = defineStrategy({
  id: 'reshapes-memory',
  about,
  create: () => ({
    memory: () => ({ seen: { shape: [2], data: new Float32Array(2) } }),
    flow: (peers) => ({ edges: supervised(peers), memory: { seen: tf.zeros([3]) } }),
  }),
});
export const countsInSecret = defineStrategy({
  id: 'counts-in-secret',
  about,
  create: () => {
    let steps = 0;
    return {
      plan: () => ({ weight: 1 / (1 + steps++) }),
      flow: (peers, { plan }) => ({ edges: supervised(peers, { weight: plan.weight }) }),
    };
  },
});
