import { defineObserver } from '@codistill/core';
import { z } from 'zod';
import { files, nowhere } from './outlets.ts';

/**
 * Writes the run's state as a file: after every `everyEpochs` epochs, and within an epoch when `everySeconds` have passed; with `best`, also the state after the epoch
 * whose metric was best so far.
 */
export const checkpoint = defineObserver({
  id: 'checkpoint',
  about: "Writes the run's state, to go on from, and the best one by validation.",
  options: z.object({
    files: files.default(() => nowhere),
    path: z.string().min(1).default('checkpoint.safetensors').describe('The file of the last state.'),
    everyEpochs: z.number().int().positive().default(1).describe('After how many epochs.'),
    everySeconds: z.number().positive().default(60).describe('And within an epoch after how much time.'),
    best: z
      .string()
      .default('')
      .describe("A metric such as 'validation/accuracy/a': the state with the highest is kept as best.safetensors. Empty: none."),
  }),
  create({ files: outlet, path, everyEpochs, everySeconds, best }) {
    let at = performance.now();
    let highest = Number.NEGATIVE_INFINITY;
    return {
      async see(report) {
        const ends = report.kind === 'epoch';
        const value = ends && best !== '' ? (report.moment.history[best]?.at(-1) ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
        const better = value > highest;
        highest = Math.max(highest, value);
        const due = ends
          ? (report.moment.epoch + 1) % everyEpochs === 0 || report.moment.progress >= 1
          : performance.now() - at > 1000 * everySeconds;
        if (!due && !better) return;
        const bytes = await report.checkpoint();
        if (due) await outlet.write(path, bytes);
        if (better) await outlet.write('best.safetensors', bytes);
        at = performance.now();
      },
      save: () => String(highest),
      load: (saved) => {
        highest = Number(saved);
      },
    };
  },
});
