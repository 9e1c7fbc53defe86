import { defineObserver, followedMetric, followedMode } from '@codistill/core';
import { z } from 'zod';
import { unknownMetric } from './errors.ts';
import { isMetric, isOfValidation, metricOf } from './metric.ts';

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
      .optional()
      .describe(
        "Name of the metric in the history, such as 'validation/accuracy' (the mean over the networks); a prefix, such as 'train/loss/ce', gives the mean of all metrics below it. Default: the task's main metric on the validation split.",
      ),
    patience: z
      .number()
      .int()
      .nonnegative()
      .default(10)
      .describe('Epochs to wait without improvement.'),
    mode: followedMode,
  }),
  create({ patience, ...given }) {
    let metric = given.metric;
    let higherIsBetter = true;
    return {
      check(metrics) {
        const known =
          metric === undefined ? metrics.some(isOfValidation) : isMetric(metrics, metric);
        if (!known)
          throw unknownMetric('early-stop', 'metric', metric ?? 'validation/...', metrics);
      },
      begin({ main }) {
        ({ metric, higherIsBetter } = followedMetric(given, main));
      },
      see({ kind, moment: { history } }) {
        if (kind !== 'epoch' || metric === undefined) return;
        const values = metricOf(history, metric);
        if (!values) throw unknownMetric('early-stop', 'metric', metric, Object.keys(history));
        let best = 0;
        values.forEach((value, epoch) => {
          if (higherIsBetter ? value > values[best]! : value < values[best]!) best = epoch;
        });
        return values.length - 1 - best > patience ? 'stop' : undefined;
      },
    };
  },
});
