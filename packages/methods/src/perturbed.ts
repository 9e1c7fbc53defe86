import { type Experiment, nameSchema, type Use, withOptionsSchema } from '@codistill/core';
import { z } from 'zod';

const plugin = z.union([nameSchema, withOptionsSchema]);

/** The options of a method that perturbs: the perturbation schedule and the pool. */
export const perturbOptions = (when: Use, pool: readonly Use[]) => ({
  when: plugin
    .default(when as string)
    .describe('Perturbation schedule: when a network is perturbed, and which one.'),
  pool: z
    .array(plugin)
    .default([...pool] as string[])
    .describe('The perturbations to draw from; with an empty list no network is perturbed.'),
});

/** The same options as a field of an experiment. */
export const perturbed = (when: Use, pool: readonly Use[]): Pick<Experiment, 'perturb'> =>
  pool.length === 0 ? {} : { perturb: { when, pool } };
