import type { Family } from '../families.ts';
import type { StudyReport } from '../model.ts';
import { type Chart, percent, spec, width } from './chart.ts';
import { intervalLayers } from './intervals.ts';

/**
 * Each method against the baseline, and against the control where there is one, at the same seed:
 * every seed as a dot, the mean and its interval.
 */
export const differenceChart = (report: StudyReport): Chart[] =>
  report.families.flatMap((family) => chartOf(report, family));

function chartOf(report: StudyReport, { role, to, pairs }: Family): Chart[] {
  const rows = pairs.map(({ method, difference, interval }) => ({
    method,
    difference: percent(difference),
    low: percent(interval?.low ?? difference),
    high: percent(interval?.high ?? difference),
  }));
  if (rows.length === 0) return [];
  const dots = pairs.flatMap(({ method, differences }) =>
    differences.map(({ seed, value }) => ({ method, seed, value: percent(value) })),
  );
  return [
    {
      id: role === 'baseline' ? 'difference' : 'difference-to-control',
      title: `Paired difference to ${to}${role === 'control' ? ', the control' : ''}`,
      describes: `A dot for every seed: the difference to ${to} at the same seed, in points; the mean over seeds and, where it can be said, its 95 % interval. Left of zero is worse.`,
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
