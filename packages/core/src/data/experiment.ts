import { z } from 'zod';
import type { Experiment } from '../contracts/run.ts';
import { wrongExperiment } from '../errors.ts';
import { checkNetworkNames, networkName } from '../names/networks.ts';
import { scheduleSchema, useSchema as use } from '../use.ts';

const learningRate = scheduleSchema(0).describe(
  'A schedule: its name, or { use: name, ...options }; or a number, from 0, for the same all the time.',
);
const id = z.string().regex(networkName);

const network = z
  .strictObject({
    backbone: use,
    optimizer: use.optional().describe("In the place of the experiment's."),
    learningRate: learningRate.optional().describe("In the place of the experiment's."),
    clipNorm: z.number().positive().optional().describe("In the place of the experiment's."),
    frozen: z.boolean().optional().describe('It may teach and never learns.'),
    weights: z
      .union([z.string().min(1), z.strictObject({ method: use, network: id })])
      .optional()
      .describe('A checkpoint file, or a network of another method at the same seed.'),
    follows: z
      .union([
        z.strictObject({
          network: id,
          training: z.boolean().optional(),
          decay: scheduleSchema(0, 1),
        }),
        z.strictObject({
          network: id,
          training: z.boolean().optional(),
          everySteps: z.number().int().positive(),
        }),
      ])
      .optional()
      .describe('It is an average, or a copy from time to time, of another network.'),
  })
  .refine(
    (spec) => !(spec.frozen && spec.follows),
    'a network is frozen or follows another, not both',
  )
  .refine((spec) => !spec.frozen || spec.weights !== undefined, 'a frozen network needs weights');

/** An experiment as data: types, checks, and the schema that editors read. */
export const experimentSchema = z.strictObject({
  dataset: use,
  networks: z
    .record(id, network)
    .refine((all) => Object.keys(all).length > 0, 'at least one network is needed'),
  strategy: use,
  augment: z.array(use).optional().describe('Perturbations of every batch.'),
  views: z
    .enum(['shared', 'own'])
    .optional()
    .describe('One draw of the augmentation for all networks (default), or each its own.'),
  shards: z
    .enum(['shared', 'own'])
    .optional()
    .describe('All networks see the same examples (default), or each its own shard.'),
  examples: z
    .union([
      z.number().int().positive(),
      z.strictObject({ count: z.number().int().positive(), seed: z.enum(['run', 'study']) }),
    ])
    .optional()
    .describe(
      'Train on this many, drawn stratified after validation; default all. A number: the same ones in every run; { count, seed: "run" }: others for every seed.',
    ),
  order: use.optional().describe('Default "shuffled".'),
  perturb: z.strictObject({ when: use, pool: z.array(use).min(1) }).optional(),
  optimizer: use,
  learningRate,
  clipNorm: z
    .number()
    .positive()
    .optional()
    .describe("The largest norm of a network's gradient; default none."),
  update: z.enum(['simultaneous', 'alternating']).optional(),
  validation: z
    .strictObject({ fraction: z.number().min(0).max(0.9), seed: z.number().int() })
    .optional()
    .describe('Default { fraction: 0.1, seed: 0 }.'),
  evaluate: z
    .union([z.enum(['every-epoch', 'last-epoch']), z.number().int().positive()])
    .optional()
    .describe(
      'When the test split is evaluated: "every-epoch", "last-epoch", or k: after every k epochs and the last. Default: k so that it costs at most a fifth of training.',
    ),
  precision: z.enum(['float32', 'mixed-bfloat16']).optional(),
  randomness: z.enum(['fed', 'stateless']).optional(),
  epochs: z.number().int().positive(),
  batchSize: z.number().int().positive(),
  seed: z.number().int().nonnegative(),
});

/** The experiment that `value` is. @throws where a field is missing, unknown or of a wrong type. */
export function parseExperiment(value: unknown, where = 'The experiment'): Experiment {
  checkNetworkNames((value as { readonly networks?: unknown } | undefined | null)?.networks, where);
  const parsed = experimentSchema.safeParse(value);
  if (!parsed.success)
    throw wrongExperiment(where, parsed.error, Object.keys(experimentSchema.shape), value);
  return parsed.data as Experiment;
}
