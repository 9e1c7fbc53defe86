import { dataOptions, defineMethod, type NetworkSpec } from '@codistill/core';
import { distill } from '@codistill/strategies';
import { z } from 'zod';
import { arm, first, last, learning, unusedId, use } from './arm.ts';
import { variantsOf } from './variants.ts';

/**
 * Knowledge distillation into the base's first network, the student. The teacher is the base's last
 * network as `independent` trained it at the same seed, frozen, under the id `t`. The teacher's run
 * comes first, and its cost counts.
 *
 * With `teacher: 'all'`, every network of that run teaches, as `t1`, `t2`, ..., by the mean of
 * their softened probabilities. The variant `distill-hints` compares features instead of
 * predictions. In `teacher-free-self`, the first network is its own teacher, with the weights of
 * that method.
 */
export const distillMethod = defineMethod({
  id: 'distill',
  about:
    'The first network learns from the last one, which `independent` has trained (knowledge distillation).',
  source: 'Hinton et al. 2015, arXiv 1503.02531',
  options: dataOptions(distill.options).extend({
    teacher: z
      .enum(['last', 'first', 'all'])
      .default('last')
      .describe('The network of `independent` that teaches, or "all" for all of them.'),
  }),
  variants: {
    'distill-hints': variantsOf(distill)['distill-hints'],
    'teacher-free-self': { ...variantsOf(distill)['teacher-free-self'], teacher: 'first' },
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
