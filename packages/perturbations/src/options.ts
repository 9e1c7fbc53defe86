import { z } from 'zod';

/**
 * The option of perturbations that draw their numbers for each image, or once for the whole batch.
 */
export const per = z
  .enum(['image', 'batch'])
  .default('image')
  .describe('Draw random numbers for each image, or once for the whole batch.');

/** The option of perturbations that work on pixels in [0, 1] or on normalized values. */
export const space = z
  .enum(['pixels', 'normalized'])
  .default('pixels')
  .describe('Whether it works on pixels in [0, 1] or on normalized values.');

/** An option with two positive numbers, at most `most`, between which a value is drawn. */
export function range(initial: [low: number, high: number], most = Number.POSITIVE_INFINITY) {
  const bound = z.number().positive().max(most);
  return z
    .tuple([bound, bound])
    .refine(([low, high]) => low <= high, 'the smaller number comes first')
    .default(initial);
}
