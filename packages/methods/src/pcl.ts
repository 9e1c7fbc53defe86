import { dataOptions, defineMethod } from '@codistill/core';
import { pcl } from '@codistill/strategies';
import { z } from 'zod';
import { arm, use } from './arm.ts';
import { branched } from './branched.ts';

/**
 * Peer collaborative learning: the base's first network with branches, and its moving average,
 * `<id>-mean`, which the source evaluates. The decay is min(1 - 1 / (step + 1), d), as in mean
 * teacher, so that the average of a short run does not stay near the initial weights. See the
 * strategy `pcl`.
 */
export const pclMethod = defineMethod({
  id: 'pcl',
  about:
    'The first network with branches on their own views, which learn from their ensemble and from moving averages (peer collaborative learning).',
  source: 'Wu and Gong 2021, arXiv 2006.04147',
  options: dataOptions(pcl.options).extend({
    peers: z.number().int().min(2).default(3).describe('Number of branches.'),
    decay: z.number().min(0).lt(1).default(0.999).describe('Decay d of the moving average.'),
  }),
  create: ({ peers, decay, ...options }) => ({
    arm(base) {
      const [id, spec] = branched(base, { count: peers, gate: false });
      const mean = {
        backbone: spec.backbone,
        follows: { network: id, decay: use('average-decay', { limit: decay }) },
      };
      return arm(base, use('pcl', options), { networks: { [id]: spec, [`${id}-mean`]: mean } });
    },
  }),
});
