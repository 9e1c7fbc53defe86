import type { Report } from '../report.ts';
import { type Chart, spec, width } from './chart.ts';
import { drawable, notDrawn } from './drawable.ts';
import { seedDots } from './intervals.ts';

/** Expected calibration error, one dot for each seed. */
export function calibrationChart(report: Report): Chart[] {
  const rows = report.methods.flatMap(({ id, ece, seeds }) =>
    ece.flatMap((value, i) =>
      value === undefined ? [] : [{ method: id, seed: seeds[i]!, ece: Number(value.toFixed(5)) }],
    ),
  );
  if (rows.length === 0) return [];
  return [
    {
      id: 'calibration',
      title: 'Calibration',
      describes: `The expected calibration error on the ${report.split} split, a dot for every seed: the mean distance between how sure a network is and how often it is right. Left is better.${notDrawn(rows)}`,
      rows,
      spec: spec({
        width,
        height: { step: 34 },
        data: { values: drawable(rows) },
        ...seedDots(report, 'ece', { title: 'expected calibration error' }),
      }),
    },
  ];
}
