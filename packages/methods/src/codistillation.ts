import { dataOptions, defineMethod, type Experiment, type NetworkSpec } from '@codistill/core';
import { codistillation } from '@codistill/strategies';
import { z } from 'zod';
import { arm, learning, use } from './arm.ts';

/**
 * Codistillation of the base's networks. Each has a stale copy, `<id>-stale`, which is refreshed at
 * a fixed interval of steps, and the other networks learn from the copy. See the strategy
 * `codistillation`.
 *
 * Later work advises less weight decay, because codistillation itself regularizes; the base's
 * weight decay stays here. The base also decides whether each network has its own shard of the
 * data, unless the option `shards` does.
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
