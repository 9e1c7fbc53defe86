import { dataOptions, defineMethod, type Experiment, type NetworkSpec } from '@codistill/core';
import { codistillation } from '@codistill/strategies';
import { z } from 'zod';
import { arm, learning, use } from './arm.ts';

/**
 * Codistillation of the base's networks: each has a stale copy, `<id>-stale`, refreshed every so
 * many steps, from which the others learn. See the strategy
 * `codistillation`. Later work advises less weight decay, for codistillation itself regularises;
 * the base's stays here. Whether each network has a shard of the data to itself is the base's to
 * say, too, unless the option `shards` does.
 */
export const codistillationMethod = defineMethod({
  id: 'codistillation',
  about: 'Networks learn from stale copies of each other (codistillation).',
  source: 'Anil et al. 2018, arXiv 1804.03235',
  options: dataOptions(codistillation.options).extend({
    everySteps: z
      .number()
      .int()
      .positive()
      .default(50)
      .describe('Number of steps between two refreshes of the copies.'),
    shards: z
      .enum(['shared', 'own'])
      .optional()
      .describe(
        'Whether all networks train on the same examples or each on its own shard; default as in the base experiment.',
      ),
  }),
  create: ({ everySteps, shards, ...options }) => ({
    arm(base) {
      const own = learning(base);
      const copies: Experiment['networks'] = Object.fromEntries(
        own.map(([id, { backbone }]): [string, NetworkSpec] => [
          `${id}-stale`,
          { backbone, follows: { network: id, everySteps } },
        ]),
      );
      const networks = {
        ...Object.fromEntries(own),
        ...(options.exchange === 'checkpoints' && copies),
      };
      return arm(base, use('codistillation', options), { networks, ...(shards && { shards }) });
    },
  }),
});
