import { defineMethod } from '@codistill/core';
import { z } from 'zod';
import { distillOptions, distillVariants } from '../distill.ts';
import { arm, first, last, unusedId, use, varyingData } from '../parts/arm.ts';

/**
 * A fixed teacher for the base's first network: the base's last network as `independent` trained it at the same seed, frozen, under the id `t`. That run
 * comes first, and its cost counts. Variant `distill-hints` compares features instead of predictions; `teacher-free-self` takes the first network as its own
 * teacher, with that method's weights.
 */
export const distillMethod = defineMethod({
  id: 'distill',
  about: 'The first network learns from the last one as `independent` trained it.',
  source: 'Hinton et al. 2015, arXiv 1503.02531',
  options: z.object({
    ...distillOptions(varyingData),
    teacher: z.enum(['last', 'first']).default('last').describe('Which network of `independent` teaches.'),
  }),
  variants: { 'distill-hints': distillVariants['distill-hints'], 'teacher-free-self': { ...distillVariants['teacher-free-self'], teacher: 'first' } },
  create: ({ teacher, ...options }) => ({
    arm(base) {
      const [student, spec] = first(base);
      const [source, { backbone }] = teacher === 'first' ? first(base) : last(base);
      const id = unusedId('t', [student]);
      return arm(base, use('distill', options), {
        networks: { [id]: { backbone, frozen: true, weights: { method: 'independent', network: source } }, [student]: spec },
      });
    },
  }),
});
