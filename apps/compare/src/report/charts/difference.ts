import type { StudyReport } from '../model.ts';
import { type Chart, percent, spec, width } from './chart.ts';
import { intervalLayers } from './intervals.ts';

/**
 * Each method against the baseline at the same seed: every seed as a dot, the mean and its
 * interval.
 */
export function differenceChart(report: StudyReport): Chart[] {
  const rows = report.pairs.map(({ method, difference, interval }) => ({
    method,
    difference: percent(difference),
    low: percent(interval?.low ?? difference),
    high: percent(interval?.high ?? difference),
  }));
  if (rows.length === 0) return [];
  const dots = report.pairs.flatMap(({ method, differences }) =>
    differences.map(({ seed, value }) => ({ method, seed, value: percent(value) })),
  );
  return [
    {
      id: 'difference',
      title: `Paired difference to ${report.baseline}`,
      describes: `A dot for every seed: the difference to ${report.baseline} at the same seed, in points; the mean over seeds, and its 95 % interval. Left of zero is worse.`,
      rows,
      spec: spec({
        width,
        height: { step: 34 },
        layer: [
          {
            data: { values: [{}] },
            mark: { type: 'rule', strokeDash: [4, 4], color: '#888' },
            encoding: { x: { datum: 0 } },
          },
          ...intervalLayers(report, rows, 'difference', dots, 'value', {
            title: 'difference, points',
          }),
        ],
      }),
    },
  ];
}
