import { drawnValue } from '../metric.ts';
import type { Report } from '../report.ts';
import { fieldOf } from '../reportJson.ts';
import { type Chart, capital, colours, methodAxis, metricTitle, spec, width } from './chart.ts';
import { drawable, notDrawn } from './drawable.ts';

const kinds = ['mean of the networks', 'best network', 'ensemble'] as const;

/** The main metric of the networks alone and of their ensemble. */
export function ensembleChart(report: Report): Chart[] {
  const field = fieldOf(report.metric);
  const rows = report.methods.flatMap(({ id, values: own, best, ensemble }) =>
    ensemble.every((value) => value === undefined)
      ? []
      : ([own, best, ensemble] as const).flatMap((values, i) =>
          values.flatMap((value) =>
            value === undefined
              ? []
              : [{ method: id, what: kinds[i]!, [field]: drawnValue(report.metric, value) }],
          ),
        ),
  );
  if (rows.length === 0) return [];
  return [
    {
      id: 'ensemble',
      title: 'Alone and together',
      describes: `${capital(report.metric.name)} of the mean of the networks, of the best of them, and of their ensemble (the mean of their ${report.metric.unit === 'share' ? 'probabilities' : 'predictions'}); a mark for every seed.${notDrawn(rows)}`,
      rows,
      spec: spec({
        width,
        height: { step: 36, for: 'position' },
        data: { values: drawable(rows) },
        mark: { type: 'point', filled: true, size: 60, opacity: 0.7 },
        encoding: {
          y: methodAxis(report),
          yOffset: { field: 'what', type: 'nominal', sort: kinds },
          x: {
            field,
            type: 'quantitative',
            scale: { zero: false },
            title: metricTitle(report),
          },
          shape: {
            field: 'what',
            type: 'nominal',
            sort: kinds,
            legend: { title: null, orient: 'bottom' },
          },
          color: {
            field: 'what',
            type: 'nominal',
            sort: kinds,
            scale: { range: colours },
            legend: { title: null, orient: 'bottom' },
          },
        },
      }),
    },
  ];
}
