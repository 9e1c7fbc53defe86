import { defineObserver, outlet, type Report } from '@codistill/core';
import { growingFile } from '@codistill/observers';
import { z } from 'zod';

const header = 'kind,step,epoch,metric,value\n';

/**
 * Writes metrics as a table with a row for each number, in the observer's folder: the kind of report
 * ('step', 'epoch' or 'end'), the number of steps taken, the number of epochs finished, the name of
 * the metric and its value. A value that is not finite is NaN, Infinity or -Infinity. The table
 * contains no time, so equal runs write equal files, also if one was resumed.
 */
export const csv = defineObserver({
  id: 'csv',
  about: 'Writes metrics as a table with a row for each number.',
  options: z.object({
    files: outlet(),
    path: z.string().min(1).default('metrics.csv').describe('File name.'),
    everySteps: z
      .number()
      .int()
      .nonnegative()
      .default(0)
      .describe('Number of steps between two steps that are written; 0 writes epochs only.'),
  }),
  create({ files: given, path, everySteps }) {
    const table = growingFile('csv', path);
    return {
      async begin({ files: own, resumed }) {
        await table.begin(given ?? own, resumed?.saved);
        if (table.size === 0) await table.append(header);
      },
      async see(report) {
        const { kind, moment } = report;
        if (kind !== 'step' || (everySteps > 0 && moment.step % everySteps === 0))
          await table.append(rowsOf(report));
      },
      save: table.save,
    };
  },
});

const rowsOf = ({ kind, moment: { step, epoch }, metrics: { names, values } }: Report): string =>
  names.map((name, i) => `${kind},${step},${epoch},${cell(name)},${values[i]}\n`).join('');

/** Names of metrics have no comma, unless a plugin chose one. */
const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
