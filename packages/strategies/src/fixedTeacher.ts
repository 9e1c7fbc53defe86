import { defineStrategy, type StrategySetting } from '@codistill/core';
import { z } from 'zod';
import { learning, learningOptions } from './competition/learning.ts';
import { everyPair, peerIds } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * The first network always teaches all others, with the losses of `competitive`, and itself learns
 * from the labels. This strategy is a control for the selection of competitive distillation. For a
 * trained teacher, use `distill`.
 */
export const fixedTeacher = defineStrategy({
  id: 'fixed-teacher',
  about: 'The first network always teaches the others while it trains (control).',
  options: z.object(learningOptions),
  create(options) {
    const taught = learning(options, {
      pairs: (setting) => everyPair(setting).filter(([teacher]) => teacher === firstOf(setting)),
    });
    return {
      ...taught.declared,
      ...scaleFree,
      plan: taught.plan,
      flow: (peers, given) =>
        taught.flow(
          peers,
          peers,
          (teacher) => (teacher === 0 ? 1 : undefined),
          given,
          ({ id }) => `${id} is the first`,
        ),
    };
  },
});

const firstOf = ({ networks }: StrategySetting) => networks.flatMap(peerIds)[0];
