import { type Metric, ofSplit, parseMetric } from '@codistill/core';
import { z } from 'zod';

/** The option `mode` of an observer that follows a metric. */
export const mode = z
  .enum(['max', 'min'])
  .optional()
  .describe(
    'Whether a higher (max) or a lower (min) value is better. Default: as the task says of its main metric; max for any other metric.',
  );

/** A metric that an observer follows, and whether a higher value is better. */
export interface Followed {
  readonly metric: string;
  readonly higherIsBetter: boolean;
}

/**
 * The metric to follow: the given one, or the main metric of the task on the validation split, as
 * the mean over the networks.
 */
export function followed(
  given: { readonly metric?: string | undefined; readonly mode?: 'max' | 'min' | undefined },
  main: Metric,
): Followed {
  const { metric = ofSplit('validation', main.name) } = given;
  const mainIs = parseMetric(metric).measure === main.name ? main.higherIsBetter : true;
  return { metric, higherIsBetter: given.mode === undefined ? mainIs : given.mode === 'max' };
}
