import { dataOptions, defineMethod, type Experiment } from '@codistill/core';
import { distill } from '@codistill/strategies';
import { z } from 'zod';
import { arm, first, use } from './arm.ts';
import { variantsOf, withDefaults } from './variants.ts';

/**
 * Born-again networks: generations of the base's first network, each from a new initialization and
 * taught by the previous generation. The first generation is taught by the network that
 * `independent` trained. An arm trains the last generation. The earlier ones are runs of their own
 * at the same seed, which train first. Generation g is the network `<id>-born<g>`; the name gives
 * it its own initial weights. CE has weight 1, KL weight 1, and T is 1.
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
