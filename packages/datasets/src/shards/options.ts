import { z } from 'zod';
import { exactOption } from '../encodedImages/exactOption.ts';

/** The options of every dataset of shards. */
export const shardOptions = {
  folder: z
    .string()
    .default('')
    .describe('The folder of the shards, below the data folder. Default: wherever they are in it.'),
  test: z
    .enum(['test', 'validation'])
    .optional()
    .describe('The shards to test on. Default: test, or validation where there is no test.'),
  classes: z
    .number()
    .int()
    .min(2)
    .optional()
    .describe('Number of classes. Default: as many as are named, or 1 + the largest label.'),
  channels: z
    .union([z.literal(1), z.literal(3)])
    .default(3)
    .describe('1 for grey images, 3 for colour. Images of other kinds are converted.'),
  exact: exactOption,
  skipBad: z
    .boolean()
    .default(false)
    .describe('Decode every image before training, and leave out those that cannot be.'),
};
