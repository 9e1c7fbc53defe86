import { defineObserver, outlet, type Report } from '@codistill/core';
import { z } from 'zod';
import { unknownMetric } from './errors.ts';
import { isMetric, isOfValidation, metricOf } from './metric.ts';

/**
 * Writes the state of the run to a file, atomically: after every `everyEpochs` epochs, after the
 * last epoch, and within an epoch when `everySeconds` seconds have passed. A second file has the
 * state after the epoch with the best validation metric so far; a run without validation has none.
 *
 * List it last among the observers: a checkpoint contains what the other observers save, and only
 * those before it have seen the current report.
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
      .default('validation/accuracy')
      .describe(
        "Metric that selects the best state, such as 'validation/accuracy' (the mean over the networks) or 'validation/nll/a'; false keeps no best state.",
      ),
    mode: z
      .enum(['max', 'min'])
      .default('max')
      .describe('Whether a higher (max) or a lower (min) value is better.'),
    bestPath: z.string().min(1).default('best.safetensors').describe('File of the best state.'),
  }),
  create({ files: outlet, path, everyEpochs, everySeconds, best, mode, bestPath }) {
    let at = performance.now();
    let highest = Number.NEGATIVE_INFINITY;
    const check = (metrics: readonly string[]) => {
      if (best === false || isMetric(metrics, best)) return;
      const without = !metrics.some(isOfValidation);
      if (without && isOfValidation(best)) return;
      throw unknownMetric('checkpoint', 'best', best, metrics);
    };
    const valueAfter = ({ history }: Report['moment']) => {
      check(Object.keys(history));
      const values = best === false ? undefined : metricOf(history, best);
      if (!values) return Number.NEGATIVE_INFINITY;
      const value = values.at(-1) ?? Number.NaN;
      return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : mode === 'max' ? value : -value;
    };
    return {
      check,
      async see(report) {
        const ends = report.kind !== 'step';
        const value = ends ? valueAfter(report.moment) : Number.NEGATIVE_INFINITY;
        const better = value > highest;
        const due = ends
          ? (report.moment.epoch + 1) % everyEpochs === 0 ||
            report.moment.progress >= 1 ||
            report.kind === 'end'
          : performance.now() - at >= 1000 * everySeconds;
        if (!due && !better) return;
        // Updated before the checkpoint is made, because it contains what this observer saves.
        if (better) highest = value;
        const bytes = await report.checkpoint();
        if (better) await outlet.write(bestPath, bytes);
        if (due) await outlet.write(path, bytes);
        at = performance.now();
      },
      save: () => String(highest),
      load: (saved) => {
        highest = Number(saved);
      },
    };
  },
});
