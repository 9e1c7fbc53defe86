import { defineMethod, type NetworkSpec } from '@codistill/core';
import { z } from 'zod';
import { distillOptions, distillVariants } from '../distill.ts';
import { arm, first, last, learning, unusedId, use, varyingData } from '../parts/arm.ts';

/**
 * A fixed teacher for the base's first network: the base's last network as `independent` trained it
 * at the same seed, frozen, under the id `t`. That run comes first, and its cost counts. With
 * `teacher: 'all'` every network of that run teaches, as `t1`, `t2`, ...: of several teachers the
 * mean of their softened probabilities. Variant `distill-hints` compares features instead of
 * predictions; `teacher-free-self` takes the first network as its own teacher, with that method's
 * weights.
 */
export const distillMethod = defineMethod({
  id: 'distill',
  about:
    'The first network learns from the last one, which `independent` has trained (knowledge distillation).',
  source: 'Hinton et al. 2015, arXiv 1503.02531',
  options: z.object({
    ...distillOptions(varyingData),
    teacher: z
      .enum(['last', 'first', 'all'])
      .default('last')
      .describe('The network of `independent` that teaches, or "all" for all of them.'),
  }),
  variants: {
    'distill-hints': distillVariants['distill-hints'],
    'teacher-free-self': { ...distillVariants['teacher-free-self'], teacher: 'first' },
  },
  create: ({ teacher, ...options }) => ({
    arm(base) {
      const [student, spec] = first(base);
      const sources =
        teacher === 'all' ? learning(base) : [teacher === 'first' ? first(base) : last(base)];
      const teachers = sources.map(([source, { backbone }], i): readonly [string, NetworkSpec] => [
        unusedId(sources.length === 1 ? 't' : `t${i + 1}`, [student]),
        { backbone, frozen: true, weights: { method: 'independent', network: source } },
      ]);
      return arm(base, use('distill', options), {
        networks: { ...Object.fromEntries(teachers), [student]: spec },
      });
    },
  }),
});
