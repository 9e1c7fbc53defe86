import { z } from 'zod';
import type { Experiment } from '../contracts/experiment.ts';
import { checkNetworkNames, networkName } from '../names/networks.ts';
import { scheduleSchema, useSchema as use } from '../use.ts';
import { wrongExperiment } from './errors.ts';

const learningRate = scheduleSchema(0).describe(
  'A schedule: its name, or { use: name, ...options }; or a constant number, at least 0.',
);
const id = z.string().regex(networkName);

const imageSize = z.union([
  z.number().int().positive(),
  z.strictObject({ height: z.number().int().positive(), width: z.number().int().positive() }),
]);

const network = z
  .strictObject({
    backbone: use,
    optimizer: use.optional().describe("Overrides the experiment's."),
    learningRate: learningRate.optional().describe("Overrides the experiment's."),
    clipNorm: z.number().positive().optional().describe("Overrides the experiment's."),
    recompute: z.enum(['nothing', 'blocks']).optional().describe("Overrides the experiment's."),
    image: imageSize
      .optional()
      .describe("Size of the images that it sees, at most the experiment's; default the same."),
    frozen: z.boolean().optional().describe('It may teach but is not trained.'),
    weights: z
      .union([
        z.string().min(1),
        z.strictObject({
          file: z.string().min(1),
          from: z.string().min(1).optional(),
          network: id.optional(),
          allow: z.array(z.string().min(1)).optional(),
        }),
        z.strictObject({ method: use, network: id }),
      ])
      .optional()
      .describe(
        'A checkpoint file; a file of weights of another library, { file, from: "torchvision" }; or a network of another method at the same seed.',
      ),
    normalization: z
      .strictObject({
        mean: z.array(z.number()).min(1),
        std: z.array(z.number().positive()).min(1),
      })
      .optional()
      .describe(
        "Mean and deviation of pixels from 0 to 1 for each channel, by which its images are normalized; default the dataset's.",
      ),
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
      .describe(
        'It is a moving average of another network, or a copy that is refreshed at intervals.',
      ),
  })
  .refine(
    (spec) => !(spec.frozen && spec.follows),
    'a network is frozen or follows another, not both',
  )
  .refine(
    (spec) => spec.recompute !== 'blocks' || !(spec.frozen || spec.follows),
    'recompute is for a network that is trained, because others have no backward pass',
  );

/** The schema of an experiment. It gives the types, the checks, and the schema for editors. */
export const experimentSchema = z.strictObject({
  dataset: use,
  task: use.optional().describe('What the networks are asked for. Default "classification".'),
  image: z
    .strictObject({ size: imageSize, train: use, evaluate: use })
    .optional()
    .describe(
      'Size of the images that networks see (a number, or height and width), and the framings that choose the part of a stored image in training and evaluation. Default: images as stored.',
    ),
  networks: z
    .record(id, network)
    .refine((all) => Object.keys(all).length > 0, 'at least one network is needed'),
  strategy: use,
  augment: z.array(use).optional().describe('Perturbations applied to every batch.'),
  views: z
    .enum(['shared', 'own'])
    .optional()
    .describe(
      'Whether all networks share one draw of the augmentation (default) or each has its own.',
    ),
  shards: z
    .enum(['shared', 'own'])
    .optional()
    .describe(
      'Whether all networks train on the same examples (default) or each on its own shard.',
    ),
  examples: z
    .union([
      z.number().int().positive(),
      z.strictObject({ count: z.number().int().positive(), seed: z.enum(['run', 'study']) }),
    ])
    .optional()
    .describe(
      'Number of training examples, a stratified sample taken after the validation split; default all. A number gives every run the same examples; { count, seed: "run" } samples anew for every seed.',
    ),
  order: use.optional().describe('Default "shuffled".'),
  perturb: z.strictObject({ when: use, pool: z.array(use).min(1) }).optional(),
  optimizer: use,
  learningRate,
  clipNorm: z
    .number()
    .positive()
    .optional()
    .describe(
      "Maximum norm of a network's gradient, which is clipped above it; default no clipping.",
    ),
  update: z.enum(['simultaneous', 'alternating']).optional(),
  validation: z
    .strictObject({ fraction: z.number().min(0).max(0.9), seed: z.number().int() })
    .optional()
    .describe('Default { fraction: 0.1, seed: 0 }.'),
  evaluate: z
    .union([z.enum(['every-epoch', 'last-epoch']), z.number().int().positive()])
    .optional()
    .describe(
      'When the test split is evaluated: "every-epoch", "last-epoch", or k for every k epochs and the last one. By default, k keeps the cost of evaluation at or below a fifth of that of training.',
    ),
  precision: z.enum(['float32', 'mixed-bfloat16']).optional(),
  recompute: z
    .enum(['nothing', 'blocks'])
    .optional()
    .describe(
      'What the backward pass computes again instead of keeping it: "nothing" (default), or "blocks", the blocks of networks: less memory, more time, and the same numbers.',
    ),
  randomness: z.enum(['fed', 'stateless']).optional(),
  epochs: z.number().int().positive(),
  batchSize: z.number().int().positive(),
  seed: z.number().int().nonnegative(),
});

/**
 * The experiment that `value` describes.
 * @throws InputError if a field is missing, unknown or of the wrong type.
 */
export function parseExperiment(value: unknown, where = 'The experiment'): Experiment {
  checkNetworkNames((value as { readonly networks?: unknown } | undefined | null)?.networks, where);
  const parsed = experimentSchema.safeParse(value);
  if (!parsed.success)
    throw wrongExperiment(where, parsed.error, Object.keys(experimentSchema.shape), value);
  return parsed.data as Experiment;
}
