import { classification, defineSchedule, followedMetric, followedMode } from '@codistill/core';
import { z } from 'zod';
import { unknownMetric } from '../errors.ts';
import { warmed, warmUpEpochs } from './warmUp.ts';

/**
 * peak factor^k. k grows by one when the metric has not improved for more than `patience` epochs,
 * which are counted from 0 again after each reduction. The value is `peak` before the first epoch
 * ends. The schedule is a function of the history, so a run that resumes from a checkpoint gets the
 * same value.
 *
 * Source: torch.optim.lr_scheduler.ReduceLROnPlateau with threshold 0.
 * @throws InputError, before the first step, if the run will have metrics but not this one. The
 * value would then never fall, as in the released code of competitive distillation.
 */
export const plateau = defineSchedule({
  id: 'plateau',
  about: 'Multiplies its value by a factor when a validation metric stops improving.',
  source: 'torch.optim.lr_scheduler.ReduceLROnPlateau',
  options: z.object({
    peak: z.number().positive().default(0.1).describe('Initial value.'),
    factor: z.number().positive().lt(1).default(0.1).describe('Factor of each reduction.'),
    patience: z
      .number()
      .int()
      .nonnegative()
      .default(10)
      .describe('Epochs to wait without improvement.'),
    metric: z
      .string()
      .optional()
      .describe(
        "Name of the metric in the history, such as 'validation/accuracy' (the mean over the networks). Default: the task's main metric on the validation split.",
      ),
    mode: followedMode,
    warmUpEpochs,
  }),
  create: ({ peak, factor, patience, metric: given, mode, warmUpEpochs: warmUp }) =>
    warmed(({ history, main = classification().metrics[0] }) => {
      const { metric, higherIsBetter } = followedMetric({ metric: given, mode }, main);
      const values = history[metric];
      const known = Object.keys(history);
      if (!values && known.length > 0) throw unknownMetric('plateau', metric, known);
      let best = Number.NEGATIVE_INFINITY;
      let waited = 0;
      let falls = 0;
      for (const value of values ?? []) {
        const signed = higherIsBetter ? value : -value;
        waited = signed > best ? 0 : waited + 1;
        best = Math.max(best, signed);
        if (waited > patience) {
          falls++;
          waited = 0;
        }
      }
      return peak * factor ** falls;
    }, warmUp),
});
