import { type Moment, parseMetric } from '@codistill/core';

/** Whether a metric is of the validation split. */
export const isOfValidation = (name: string): boolean => parseMetric(name).split === 'validation';

/** Whether a history of these metrics has one of that name, or some below it. */
export const isMetric = (metrics: readonly string[], name: string): boolean =>
  metrics.some((other) => other === name || other.startsWith(`${name}/`));

/**
 * A metric after each epoch: by its name, 'validation/accuracy/a', or as the mean over all below a
 * name that is none itself, 'train/loss/ce'. Undefined where the history has no such name.
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
