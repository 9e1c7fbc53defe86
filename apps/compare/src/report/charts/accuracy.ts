import type { StudyReport } from '../model.ts';
import { type Chart, capital, colour, methodAxis, percent, spec, width } from './chart.ts';

/** A dot for every seed, the mean and its interval. */
export function accuracyChart(report: StudyReport): Chart[] {
  const dots = report.methods.flatMap((method) =>
    method.last.map((value, i) => ({ method: method.id, seed: method.seeds[i]!, accuracy: percent(value) })),
  );
  const means = report.methods.flatMap(({ id, accuracy }) =>
    accuracy
      ? [
          {
            method: id,
            mean: percent(accuracy.mean),
            low: percent(accuracy.t?.low ?? accuracy.mean),
            high: percent(accuracy.t?.high ?? accuracy.mean),
          },
        ]
      : [],
  );
  if (dots.length === 0) return [];
  const y = methodAxis(report);
  return [
    {
      id: 'accuracy',
      title: `${capital(report.split)} accuracy by method`,
      describes: 'A dot for every seed, the mean over seeds and its 95 % interval by Student’s t, of the mean over networks after the last epoch.',
      rows: dots,
      spec: spec({
        width,
        height: { step: 34 },
        layer: [
          {
            data: { values: means },
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: {
              y,
              x: { field: 'low', type: 'quantitative', scale: { zero: false }, title: `${report.split} accuracy, %` },
              x2: { field: 'high' },
              color: colour(report),
            },
          },
          {
            data: { values: means },
            mark: { type: 'tick', thickness: 3, size: 20 },
            encoding: { y, x: { field: 'mean', type: 'quantitative' }, color: colour(report) },
          },
          {
            data: { values: dots },
            mark: { type: 'point', filled: true, size: 45, opacity: 0.6 },
            encoding: {
              y,
              x: { field: 'accuracy', type: 'quantitative' },
              color: colour(report),
              tooltip: [{ field: 'method' }, { field: 'seed' }, { field: 'accuracy' }],
            },
          },
        ],
      }),
    },
  ];
}
