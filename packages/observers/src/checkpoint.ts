import {
  defineObserver,
  type FollowedMetric,
  followedMetric,
  followedMode,
  outlet,
  type Report,
} from '@codistill/core';
import { z } from 'zod';
import { unknownMetric, unreadableState } from './errors.ts';
import { isMetric, isOfValidation, metricOf } from './metric.ts';

/**
 * Writes the state of the run to a file, atomically: after every `everyEpochs` epochs, at the end,
 * where the run is interrupted, and within an epoch when `everySeconds` seconds have passed. A
 * second file has the state after the epoch with the best validation metric so far; a run without
 * validation has none.
 * @throws InputError, before the first step, if `best` is not a metric of the run.
 */
export const checkpoint = defineObserver({
  id: 'checkpoint',
  about: "Writes the run's state, to go on from, and the best one by validation.",
  options: z.object({
    files: outlet(),
    path: z.string().min(1).default('checkpoint.safetensors').describe('File of the last state.'),
    everyEpochs: z
      .number()
      .int()
      .positive()
      .default(1)
      .describe('Number of epochs between two checkpoints.'),
    everySeconds: z
      .number()
      .nonnegative()
      .default(60)
      .describe('Seconds between two checkpoints within an epoch; 0 writes one after every step.'),
    best: z
      .union([z.string().min(1), z.literal(false)])
      .optional()
      .describe(
        "Metric that selects the best state, such as 'validation/accuracy' (the mean over the networks) or 'validation/nll/a'; false keeps no best state. Default: the task's main metric on the validation split.",
      ),
    mode: followedMode,
    bestPath: z.string().min(1).default('best.safetensors').describe('File of the best state.'),
  }),
  create({ files, path, everyEpochs, everySeconds, best, mode, bestPath }) {
    let out = files;
    let { metric, higherIsBetter }: Partial<FollowedMetric> = {};
    let at = performance.now();
    let highest = Number.NEGATIVE_INFINITY;
    /** Whether the last report was the best one, and whether it was due to be kept. */
    let better = false;
    let due = false;
    const check = (metrics: readonly string[]) => {
      if (best === false || best === undefined || isMetric(metrics, best)) return;
      const without = !metrics.some(isOfValidation);
      if (without && isOfValidation(best)) return;
      throw unknownMetric('checkpoint', 'best', best, metrics);
    };
    const valueAfter = ({ history }: Report['moment']) => {
      check(Object.keys(history));
      const values = metric === undefined ? undefined : metricOf(history, metric);
      if (!values) return Number.NEGATIVE_INFINITY;
      const value = values.at(-1) ?? Number.NaN;
      return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : higherIsBetter ? value : -value;
    };
    return {
      check,
      begin({ files: own, resumed, main }) {
        out = files ?? own;
        if (best !== false)
          ({ metric, higherIsBetter } = followedMetric({ metric: best, mode }, main));
        if (resumed) highest = parsed(resumed.saved);
      },
      see(report) {
        const ends = report.kind !== 'step';
        const value = ends ? valueAfter(report.moment) : Number.NEGATIVE_INFINITY;
        better = value > highest;
        if (better) highest = value;
        due = ends
          ? (report.moment.epoch + 1) % everyEpochs === 0
          : performance.now() - at >= 1000 * everySeconds;
        return due || better ? 'checkpoint' : undefined;
      },
      save: () => String(highest),
      async keep(_, bytes, why) {
        if (better) await out?.write(bestPath, bytes);
        // Another observer may have wished for this one.
        if (!due && !why.has('interrupted') && !why.has('ended')) return;
        await out?.write(path, bytes);
        at = performance.now();
      },
    };
  },
});

/** The best value so far, as it was saved. */
function parsed(saved: string): number {
  if (saved === '' || Number.isNaN(Number(saved)))
    throw unreadableState('checkpoint', saved, 'a number');
  return Number(saved);
}
