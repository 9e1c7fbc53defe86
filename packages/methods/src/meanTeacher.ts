import { dataOptions, defineMethod } from '@codistill/core';
import { meanTeacher } from '@codistill/strategies';
import { z } from 'zod';
import { arm, first, unusedId, use } from './arm.ts';

/**
 * Mean teacher: the base's first network and its moving average, `<id>-mean`. The decay is
 * min(1 - 1 / (step + 1), d). The average covers parameters only, because the averaged network runs
 * in train mode on its own view and keeps its own statistics. See the strategy `mean-teacher`.
 */
export const meanTeacherMethod = defineMethod({
  id: 'mean-teacher',
  about: 'The first network learns from the moving average of its own weights (mean teacher).',
  source: 'Tarvainen and Valpola 2017, arXiv 1703.01780',
  options: dataOptions(meanTeacher.options).extend({
    decay: z.number().min(0).lt(1).default(0.999).describe('Decay d of the moving average.'),
  }),
  create: ({ decay, ...options }) => ({
    arm(base) {
      const [id, spec] = first(base);
      const follows = {
        network: id,
        decay: use('average-decay', { limit: decay }),
        training: true,
      };
      const mean = { backbone: spec.backbone, follows } as const;
      return arm(base, use('mean-teacher', options), {
        networks: { [id]: spec, [unusedId(`${id}-mean`, [id])]: mean },
        views: 'own',
      });
    },
  }),
});
