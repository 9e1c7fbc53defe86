import { z } from 'zod';
import type { Metric } from '../contracts/metric.ts';
import { ofSplit, parseMetric } from './metrics.ts';

/** The option `mode` of a plugin that follows a metric. */
export const followedMode = z
  .enum(['max', 'min'])
  .optional()
  .describe(
    'Whether a higher (max) or a lower (min) value is better. Default: as the task says of its main metric; max for any other metric.',
  );

/** A metric that a plugin follows, and whether a higher value is better. */
export interface FollowedMetric {
  readonly metric: string;
  readonly higherIsBetter: boolean;
}

/**
 * The metric that a plugin follows: the given one, or the main metric of the task on the validation
 * split, as the mean over the networks.
 *
 * @example
 * ```ts
 * const main = { name: 'error', higherIsBetter: false };
 * console.log(followedMetric({}, main)); // { metric: 'validation/error', higherIsBetter: false }
 * ```
 */
export function followedMetric(
  given: { readonly metric?: string | undefined; readonly mode?: 'max' | 'min' | undefined },
  main: Pick<Metric, 'name' | 'higherIsBetter'>,
): FollowedMetric {
  const { metric = ofSplit('validation', main.name) } = given;
  const mainIs = parseMetric(metric).measure === main.name ? main.higherIsBetter : true;
  return { metric, higherIsBetter: given.mode === undefined ? mainIs : given.mode === 'max' };
}
