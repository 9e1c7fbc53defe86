import { defineMethod, type NetworkSpec } from '@codistill/core';
import { z } from 'zod';
import { arm, first, learning } from './arm.ts';
import { stretched } from './stretched.ts';

/**
 * Independent training at equal compute: N times the epochs for a base with N networks, with the
 * learning rate schedule stretched accordingly. A group of N networks costs N times as much per
 * epoch as one network, so the fair comparison for its best network is one that trained N times as
 * long.
 */
export const independentLongMethod = defineMethod({
  id: 'independent-long',
  about:
    'Trains every network by itself, for N times the epochs with N networks (control for compute).',
  options: z.object({
    networks: z
      .enum(['first', 'all'])
      .default('first')
      .describe(
        'Train only the first network, at the cost of the group, or all networks, at N times that cost.',
      ),
  }),
  create: ({ networks }) => ({
    arm(base) {
      const factor = learning(base).length;
      const stretch = (spec: NetworkSpec): NetworkSpec =>
        spec.learningRate === undefined
          ? spec
          : { ...spec, learningRate: stretched(spec.learningRate, factor) };
      const chosen = (networks === 'first' ? [first(base)] : learning(base)).map(([id, spec]) => [
        id,
        stretch(spec),
      ]);
      return arm(base, 'independent', {
        epochs: base.epochs * factor,
        learningRate: stretched(base.learningRate, factor),
        networks: Object.fromEntries(chosen),
      });
    },
  }),
});
