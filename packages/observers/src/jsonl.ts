import { defineObserver, type Files, outlet, type Report } from '@codistill/core';
import { z } from 'zod';
import { loggedSteps } from './loggedSteps.ts';

/**
 * A report as one line of JSON: kind, step, epoch, who was perturbed, and every metric by name; one
 * that is not a finite number as a word, 'NaN', 'Infinity' or '-Infinity'. It holds no time, so that
 * equal runs have equal files.
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

const sizeOf = (text: string) => new TextEncoder().encode(text).length;

/**
 * Cuts a file to its first `size` bytes: what a run wrote after the checkpoint that another goes on
 * from. A shorter file, or none, stays.
 */
async function cut(outlet: Files, path: string, size: number): Promise<void> {
  if (outlet.truncate) return outlet.truncate(path, size);
  const bytes = await outlet.read(path).catch(() => new Uint8Array());
  if (bytes.length > size) await outlet.write(path, bytes.slice(0, size));
}

/**
 * Appends every epoch's metrics, and those of steps unless told otherwise, to a file of JSON lines.
 * A run of more than `stepLines` steps writes some of them: `loggedSteps` says which.
 *
 * What it wrote and what it holds back is saved with a checkpoint: before its first line a run cuts
 * the file to what is the run's own, so that a run which was killed and goes on leaves the file of
 * one which was not. The saved text is the number of bytes written; the lines held back follow,
 * after a line break.
 *
 * Times are never among the metrics; `timing` names a file for them.
 */
export const jsonl = defineObserver({
  id: 'jsonl',
  about: 'Writes metrics as lines of JSON.',
  options: z.object({
    files: outlet(),
    path: z.string().min(1).default('metrics.jsonl').describe('The file.'),
    steps: z.boolean().default(true).describe("The steps' metrics too, not the epochs' alone."),
    stepLines: z
      .number()
      .int()
      .nonnegative()
      .default(8000)
      .describe(
        'At most how many lines of steps: a run of more steps writes two in a row of every so many.',
      ),
    flush: z
      .number()
      .int()
      .positive()
      .default(1)
      .describe('Lines are written when this many have come, and at the end.'),
    timing: z
      .string()
      .default('')
      .describe("A file for the seconds that epochs take, such as 'timing.jsonl'. Empty: none."),
  }),
  create({ files: outlet, path, steps, stepLines, flush, timing }) {
    const isLogged = loggedSteps(steps ? stepLines : 0);
    let held: string[] = [];
    let written = 0;
    let cutTo: Promise<void> | undefined;
    let since = performance.now();
    let stepsSince = 0;
    const out = async () => {
      const text = held.join('');
      held = [];
      if (text === '') return;
      await (cutTo ??= cut(outlet, path, written));
      await outlet.append(path, text);
      written += sizeOf(text);
    };
    const time = async (epoch: number) => {
      const now = performance.now();
      await outlet.append(
        timing,
        `${JSON.stringify({ epoch, steps: stepsSince, seconds: Math.round(now - since) / 1000 })}\n`,
      );
      since = now;
      stepsSince = 0;
    };
    return {
      async see(report) {
        const ends = report.kind !== 'step';
        if (!ends) stepsSince++;
        if (ends || isLogged(report.moment)) held.push(reportLine(report));
        if (held.length >= flush) await out();
        if (ends && timing !== '') await time(report.moment.epoch);
      },
      save: () => [String(written), ...(held.length > 0 ? [`\n${held.join('')}`] : [])].join(''),
      load(saved) {
        const [size, ...lines] = saved.split('\n');
        written = Number(size);
        held = lines.filter((line) => line !== '').map((line) => `${line}\n`);
      },
      close: out,
    };
  },
});
