import { type Moment, parseMetric } from '@codistill/core';

/** Whether a metric belongs to the validation split. */
export const isOfValidation = (name: string): boolean => parseMetric(name).split === 'validation';

/** Whether a history with these metrics has a metric of that name, or metrics below it. */
export const isMetric = (metrics: readonly string[], name: string): boolean =>
  metrics.some((other) => other === name || other.startsWith(`${name}/`));

/**
 * The values of a metric, one for each epoch: by its name, 'validation/accuracy/a', or as the mean
 * over all metrics below a name that is not itself a metric, 'train/loss/ce'. Undefined if the
 * history has neither.
 */
export function metricOf(history: Moment['history'], name: string): readonly number[] | undefined {
  if (history[name]) return history[name];
  const below = Object.entries(history).flatMap(([other, values]) =>
    other.startsWith(`${name}/`) ? [values] : [],
  );
  const first = below[0];
  return first?.map(
    (_, epoch) => below.reduce((sum, values) => sum + values[epoch]!, 0) / below.length,
  );
}
