import { defineObserver, outlet, type Report } from '@codistill/core';
import { z } from 'zod';
import { lineFile } from './lineFile.ts';
import { loggedSteps } from './loggedSteps.ts';
import { timing as timingIn } from './timing.ts';

/**
 * A report as one line of JSON: kind, step, epoch, which networks were perturbed, and all metrics
 * by name. A value that is not finite becomes a string: 'NaN', 'Infinity' or '-Infinity'. The line
 * contains no time, so equal runs give equal files.
 */
export function reportLine({ kind, moment, perturbed, metrics }: Report): string {
  const values = Object.fromEntries(
    metrics.names.map((name, i) => {
      const value = metrics.values[i]!;
      return [name, Number.isFinite(value) ? value : String(value)];
    }),
  );
  return `${JSON.stringify({ kind, step: moment.step, epoch: moment.epoch, ...(perturbed.length > 0 && { perturbed }), ...values })}\n`;
}

/**
 * Appends the metrics of every epoch, and by default those of steps, to a file of JSON lines. A run
 * with more than `stepLines` steps writes only some of them; `loggedSteps` selects them.
 *
 * Checkpoints save the length of the file, whose lines are then on the disk. A resumed run first
 * cuts the file to that length. So a run that was killed and resumed leaves the same file as an
 * uninterrupted one.
 *
 * The metrics never contain times; `timing` names a separate file for them.
 */
export const jsonl = defineObserver({
  id: 'jsonl',
  about: 'Writes metrics as JSON lines.',
  options: z.object({
    files: outlet(),
    path: z.string().min(1).default('metrics.jsonl').describe('File name.'),
    steps: z
      .boolean()
      .default(true)
      .describe('Write the metrics of steps too, not only those of epochs.'),
    stepLines: z
      .number()
      .int()
      .nonnegative()
      .default(8000)
      .describe(
        'Maximum number of lines for steps; a longer run writes pairs of successive steps at regular intervals.',
      ),
    flush: z
      .number()
      .int()
      .positive()
      .default(1)
      .describe(
        'Number of lines that are buffered before they are written; the rest is written with a checkpoint and at the end.',
      ),
    timing: z
      .string()
      .default('')
      .describe(
        "File for seconds, steps and peak memory from one checkpoint or epoch to the next, such as 'timing.jsonl'; empty writes none.",
      ),
  }),
  create({ files, path, steps, stepLines, flush, timing }) {
    const isLogged = loggedSteps(steps ? stepLines : 0);
    const log = lineFile('jsonl', path, flush);
    const times = timing === '' ? undefined : timingIn(timing);
    return {
      async begin({ files: own, resumed }) {
        await log.begin(files ?? own, resumed?.saved);
        await times?.begin(files ?? own, resumed !== undefined);
      },
      async see(report) {
        if (report.kind !== 'step' || isLogged(report.moment)) await log.add(reportLine(report));
        await times?.see(report);
      },
      save: log.save,
      kept: (report) => times?.kept(report),
      async close(how) {
        if (how === 'superseded') return;
        await log.write();
        await times?.close();
      },
    };
  },
});
