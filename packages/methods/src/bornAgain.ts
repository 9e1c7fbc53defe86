import { dataOptions, defineMethod, type Experiment } from '@codistill/core';
import { distill } from '@codistill/strategies';
import { z } from 'zod';
import { arm, first, use } from './arm.ts';
import { variantsOf, withDefaults } from './variants.ts';

/**
 * Born-again networks: generations of the base's first network, each from a new initialisation and
 * taught by the one before; the first of them by the network as
 * `independent` trained it. An arm trains the last generation; those before it are runs of their
 * own at the same seed, which come first. Generation g is the network `<id>-born<g>`, whose name
 * gives it initial weights of its own. CE 1, KL 1, T 1.
 */
export const bornAgainMethod = defineMethod({
  id: 'born-again',
  about:
    'Trains generations of the first network, each taught by the previous one (born-again networks).',
  source: 'Furlanello et al. 2018, arXiv 1805.04770',
  options: withDefaults(dataOptions(distill.options), variantsOf(distill)['born-again']).extend({
    generations: z
      .number()
      .int()
      .positive()
      .default(3)
      .describe('Number of taught generations; the last one is the result.'),
  }),
  create: ({ generations, ...options }) => ({
    arm(base: Experiment): Experiment {
      const [id, { backbone, ...spec }] = first(base);
      const born = (generation: number) => `${id}-born${generation}`;
      const teacher =
        generations === 1
          ? { method: 'independent', network: id }
          : {
              method: use('born-again', { ...options, generations: generations - 1 }),
              network: born(generations - 1),
            };
      return arm(base, use('distill', options), {
        networks: {
          t: { backbone, frozen: true, weights: teacher },
          [born(generations)]: { backbone, ...spec } as Experiment['networks'][string],
        },
      });
    },
  }),
});
