import { defineObserver, type Files, outlet, type Report } from '@codistill/core';
import { z } from 'zod';
import { loggedSteps } from './loggedSteps.ts';

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

const sizeOf = (text: string) => new TextEncoder().encode(text).length;

/**
 * Cuts a file to its first `size` bytes, which removes what a run wrote after the checkpoint that
 * another run resumes. A shorter or missing file stays as it is.
 */
async function cut(outlet: Files, path: string, size: number): Promise<void> {
  if (outlet.truncate) return outlet.truncate(path, size);
  const bytes = await outlet.read(path).catch(() => new Uint8Array());
  if (bytes.length > size) await outlet.write(path, bytes.slice(0, size));
}

/**
 * Appends the metrics of every epoch, and by default those of steps, to a file of JSON lines. A run
 * with more than `stepLines` steps writes only some of them; `loggedSteps` selects them.
 *
 * Checkpoints save the length of the file and the lines that are held back. Before its first line,
 * a resumed run cuts the file to that length. So a run that was killed and resumed leaves the same
 * file as an uninterrupted one. The saved text is the number of bytes written, a line break, and
 * the lines held back.
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
        'Number of lines that are buffered before they are written; the rest is written at the end.',
      ),
    timing: z
      .string()
      .default('')
      .describe(
        "File for the duration of epochs in seconds, such as 'timing.jsonl'; empty writes none.",
      ),
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
