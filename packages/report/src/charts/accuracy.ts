import type { StudyReport } from '../model.ts';
import { type Chart, capital, percent, spec, width } from './chart.ts';
import { drawable, notDrawn } from './drawable.ts';
import { intervalLayers } from './intervals.ts';

/** A dot for every seed, the mean and its interval. */
export function accuracyChart(report: StudyReport): Chart[] {
  const dots = report.methods.flatMap((method) =>
    method.last.flatMap((value, i) =>
      value === undefined
        ? []
        : [{ method: method.id, seed: method.seeds[i]!, accuracy: percent(value) }],
    ),
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
  return [
    {
      id: 'accuracy',
      title: `${capital(report.split)} accuracy by method`,
      describes: `A dot for every seed, the mean over seeds and, where it can be said, its 95 % interval by Student’s t, of the mean over networks after the last epoch.${notDrawn(dots)}`,
      rows: dots,
      spec: spec({
        width,
        height: { step: 34 },
        layer: intervalLayers(report, drawable(means), 'mean', drawable(dots), 'accuracy', {
          scale: { zero: false },
          title: `${report.split} accuracy, %`,
        }),
      }),
    },
  ];
}
