import { defineStrategy, meanScores } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { learning, learningOptions } from './competition/learning.ts';
import { reason, teachersOf, teachersOptions, teaching } from './competition/teaching.ts';
import { entriesOf } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Competitive distillation that selects the teacher by a smoothed loss. It is `competitive` with
 * S_i instead of C_i in the selection:
 *
 *     S_i <- m S_i + (1 - m) C_i
 *
 * S_i includes the current batch. S starts at 0 for all networks, which scales all S_i by the same
 * factor and keeps their order. The memory is `costs`, [peers]. This strategy is a control for
 * selection by a single noisy batch. It is our own; the paper has no such method.
 */
export const competitiveSmoothed = defineStrategy({
  id: 'competitive-smoothed',
  about: 'The network with the lowest moving average of losses teaches the others (control).',
  options: z.object({
    ...teachersOptions,
    ...learningOptions,
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0.9)
      .describe('Decay m of the moving average of losses; with 0, the batch alone decides.'),
  }),
  create({ teachers, k, momentum, ...options }) {
    const rule = teachersOf({ teachers, k });
    const taught = learning(options);
    return {
      ...taught.declared,
      ...scaleFree,
      plan: taught.plan,
      memory: (setting) => {
        const count = setting.networks.reduce((sum, { heads }) => sum + heads.length, 0);
        return {
          costs: { shape: [count], data: new Float32Array(count) },
          ...taught.declared.memory?.(setting),
        };
      },
      flow(peers, given) {
        const costs = tf.add(
          tf.mul(given.memory['costs']!, momentum),
          tf.mul(meanScores(peers), 1 - momentum),
        ) as tf.Tensor1D;
        const weights = entriesOf(teaching(costs, rule));
        const flow = taught.flow(peers, peers, weights, given, reason(rule));
        return { ...flow, memory: { costs, ...flow.memory } };
      },
    };
  },
});
