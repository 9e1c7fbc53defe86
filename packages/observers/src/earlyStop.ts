import { defineObserver } from '@codistill/core';
import { z } from 'zod';
import { unknownMetric } from './errors.ts';
import { isMetric, metricOf } from './metric.ts';

/**
 * Ends the run when a metric of the history has not improved for more than `patience` epochs. It
 * reads only the history, which every checkpoint contains, so it saves nothing.
 * @throws InputError, before the first step, if the run will not have the metric.
 */
export const earlyStop = defineObserver({
  id: 'early-stop',
  about: 'Ends the run when a validation metric stops improving.',
  options: z.object({
    metric: z
      .string()
      .min(1)
      .default('validation/accuracy')
      .describe(
        "Name of the metric in the history, such as 'validation/accuracy' (the mean over the networks); a prefix, such as 'train/loss/ce', gives the mean of all metrics below it.",
      ),
    patience: z
      .number()
      .int()
      .nonnegative()
      .default(10)
      .describe('Epochs to wait without improvement.'),
    mode: z
      .enum(['max', 'min'])
      .default('max')
      .describe('Whether a higher (max) or a lower (min) value is better.'),
  }),
  create: ({ metric, patience, mode }) => ({
    check(metrics) {
      if (!isMetric(metrics, metric)) throw unknownMetric('early-stop', 'metric', metric, metrics);
    },
    see({ kind, moment }) {
      if (kind !== 'epoch') return;
      const values = metricOf(moment.history, metric);
      if (!values) throw unknownMetric('early-stop', 'metric', metric, Object.keys(moment.history));
      let best = 0;
      values.forEach((value, epoch) => {
        if (mode === 'max' ? value > values[best]! : value < values[best]!) best = epoch;
      });
      return values.length - 1 - best > patience ? 'stop' : undefined;
    },
  }),
});
