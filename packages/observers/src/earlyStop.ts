import { defineObserver } from '@codistill/core';
import { z } from 'zod';

/** Ends the run when a metric of the history has not improved for more than `patience` epochs. Reads the history alone, so it goes on rightly from a checkpoint. */
export const earlyStop = defineObserver({
  id: 'early-stop',
  about: 'Ends the run when a metric of the validation split no longer improves.',
  options: z.object({
    metric: z.string().min(1).default('validation/accuracy/a').describe('The metric, as it is named in the history.'),
    patience: z.number().int().nonnegative().default(10).describe('Epochs without improvement that are borne.'),
    mode: z.enum(['max', 'min']).default('max').describe('Whether higher or lower is better.'),
  }),
  create: ({ metric, patience, mode }) => ({
    see({ kind, moment }) {
      if (kind !== 'epoch') return;
      const values = (moment.history[metric] ?? []).map((value) => (mode === 'max' ? value : -value));
      const best = values.indexOf(Math.max(...values));
      return values.length > 0 && values.length - 1 - best > patience ? 'stop' : undefined;
    },
  }),
});
