import { defineObserver, type Report } from '@codistill/core';
import { z } from 'zod';
import { files, nowhere } from './outlets.ts';

/** A report as one line of JSON: kind, step, epoch, who was perturbed, and every metric by name. It holds no time, so that equal runs have equal files. */
export function reportLine({ kind, moment, perturbed, metrics }: Report): string {
  const values = Object.fromEntries(metrics.names.map((name, i) => [name, metrics.values[i]!]));
  return `${JSON.stringify({ kind, step: moment.step, epoch: moment.epoch, ...(perturbed.length > 0 && { perturbed }), ...values })}\n`;
}

/**
 * Appends every epoch's metrics, and every step's where asked for, to a file of JSON lines. Lines are kept back until `flush` reports have come or an epoch ends.
 * How many bytes are written is saved with a checkpoint, so that a log can be cut back to it.
 */
export const jsonl = defineObserver({
  id: 'jsonl',
  about: 'Writes metrics as lines of JSON.',
  options: z.object({
    files: files.default(() => nowhere),
    path: z.string().min(1).default('metrics.jsonl').describe('The file.'),
    steps: z.boolean().default(true).describe("Every step's metrics too, not the epochs' alone."),
    flush: z.number().int().positive().default(50).describe('How many lines are kept back at most.'),
  }),
  create({ files: outlet, path, steps, flush }) {
    let lines: string[] = [];
    let written = 0;
    const out = async () => {
      const text = lines.join('');
      lines = [];
      if (text === '') return;
      await outlet.append(path, text);
      written += new TextEncoder().encode(text).length;
    };
    return {
      async see(report) {
        if (report.kind === 'epoch' || steps) lines.push(reportLine(report));
        if (report.kind === 'epoch' || lines.length >= flush) await out();
      },
      save: () => String(written + new TextEncoder().encode(lines.join('')).length),
      load: (saved) => {
        written = Number(saved);
      },
      close: out,
    };
  },
});
