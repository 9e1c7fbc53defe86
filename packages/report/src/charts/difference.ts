import { differenceUnit, drawnValue, titled } from '../metric.ts';
import type { Report } from '../report.ts';
import type { Family } from '../statistics/families.ts';
import { type Chart, spec, width } from './chart.ts';
import { intervalLayers } from './intervals.ts';

/**
 * Each method compared with the baseline, and with the control if there is one, at the same seed:
 * one dot for each seed, the mean and its interval.
 */
export const differenceChart = (report: Report): Chart[] =>
  report.families.flatMap((family) => chartOf(report, family));

function chartOf(report: Report, { role, to, pairs }: Family): Chart[] {
  const { metric } = report;
  const rows = pairs.map(({ method, difference, interval }) => ({
    method,
    difference: drawnValue(metric, difference),
    low: drawnValue(metric, interval?.low ?? difference),
    high: drawnValue(metric, interval?.high ?? difference),
  }));
  if (rows.length === 0) return [];
  const dots = pairs.flatMap(({ method, differences }) =>
    differences.map(({ seed, value }) => ({ method, seed, value: drawnValue(metric, value) })),
  );
  const unit = differenceUnit(metric);
  const worse = metric.better === 'higher' ? 'Left' : 'Right';
  return [
    {
      id: role === 'baseline' ? 'difference' : 'difference-to-control',
      title: `Paired difference to ${to}${role === 'control' ? ', the control' : ''}`,
      describes: `A dot for every seed: the difference to ${to} at the same seed${unit === '' ? '' : `, in ${unit}`}; the mean over seeds and, where it can be said, its 95 % interval. ${worse} of zero is worse.`,
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
            title: titled('difference', unit),
          }),
        ],
      }),
    },
  ];
}
