import { drawnValue } from '../metric.ts';
import type { Report } from '../report.ts';
import { fieldOf } from '../reportJson.ts';
import { type Chart, capital, metricTitle, spec, width } from './chart.ts';
import { drawable, notDrawn } from './drawable.ts';
import { intervalLayers } from './intervals.ts';

/** The main metric: one dot for each seed, the mean and its interval. */
export function valuesChart(report: Report): Chart[] {
  const { metric, methods, study } = report;
  const field = fieldOf(metric);
  const dots = methods.flatMap(({ id, values, seeds }) =>
    values.flatMap((value, i) =>
      value === undefined
        ? []
        : [{ method: id, seed: seeds[i]!, [field]: drawnValue(metric, value) }],
    ),
  );
  const means = methods.flatMap(({ id, summary }) =>
    summary
      ? [
          {
            method: id,
            mean: drawnValue(metric, summary.mean),
            low: drawnValue(metric, summary.t?.low ?? summary.mean),
            high: drawnValue(metric, summary.t?.high ?? summary.mean),
          },
        ]
      : [],
  );
  if (dots.length === 0) return [];
  const of = study ? ', of the mean over networks after the last epoch' : '';
  return [
    {
      id: field,
      title: `${capital(metric.name)} by method`,
      describes: `A dot for every seed, the mean over seeds and, where it can be said, its 95 % interval by Student’s t${of}.${notDrawn(dots)}`,
      rows: dots,
      spec: spec({
        width,
        height: { step: 34 },
        layer: intervalLayers(report, drawable(means), 'mean', drawable(dots), field, {
          scale: { zero: false },
          title: metricTitle(report),
        }),
      }),
    },
  ];
}
