import type { StudyReport } from '../model.ts';
import { type Chart, colour, methodAxis, percent, spec, width } from './chart.ts';

/** Each method against the baseline at the same seed: every seed as a dot, the mean and its interval. */
export function differenceChart(report: StudyReport): Chart[] {
  const rows = report.pairs.map(({ method, difference, interval }) => ({
    method,
    difference: percent(difference),
    low: percent(interval?.low ?? difference),
    high: percent(interval?.high ?? difference),
  }));
  if (rows.length === 0) return [];
  const y = methodAxis(report);
  const dots = report.pairs.flatMap(({ method, differences }) => differences.map(({ seed, value }) => ({ method, seed, value: percent(value) })));
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
          { data: { values: [{}] }, mark: { type: 'rule', strokeDash: [4, 4], color: '#888' }, encoding: { x: { datum: 0 } } },
          {
            data: { values: rows },
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: { y, x: { field: 'low', type: 'quantitative', title: 'difference, points' }, x2: { field: 'high' }, color: colour(report) },
          },
          {
            data: { values: rows },
            mark: { type: 'tick', thickness: 3, size: 20 },
            encoding: { y, x: { field: 'difference', type: 'quantitative' }, color: colour(report) },
          },
          {
            data: { values: dots },
            mark: { type: 'point', filled: true, size: 45, opacity: 0.6 },
            encoding: {
              y,
              x: { field: 'value', type: 'quantitative' },
              color: colour(report),
              tooltip: [{ field: 'method' }, { field: 'seed' }, { field: 'value' }],
            },
          },
        ],
      }),
    },
  ];
}
