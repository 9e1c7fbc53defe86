import { drawnValue, wordsOf } from '../metric.ts';
import type { Report } from '../report.ts';
import { fieldOf } from '../reportJson.ts';
import { costOf } from '../tables/costOf.ts';
import { type Chart, colourWithLegend, metricTitle, spec } from './chart.ts';
import { drawable, notDrawn } from './drawable.ts';

/** Seconds, passes and memory of a run, each plotted against the main metric. */
export function costChart(report: Report): Chart[] {
  const field = fieldOf(report.metric);
  const rows = report.methods.flatMap((method) => {
    const { seconds, forwardPasses, backwardPasses, megabytes } = costOf(method);
    const mean = method.summary && drawnValue(report.metric, method.summary.mean);
    const passes =
      forwardPasses === undefined || backwardPasses === undefined
        ? undefined
        : forwardPasses + backwardPasses;
    const measures = {
      'seconds a run': seconds,
      'passes, forward and backward': passes,
      'memory, MB': megabytes,
    };
    return Object.entries(measures).flatMap(([measure, value]) =>
      value === undefined || mean === undefined
        ? []
        : [{ method: method.id, measure, value: Number(value.toFixed(1)), [field]: mean }],
    );
  });
  if (rows.length === 0) return [];
  return [
    {
      id: 'cost',
      title: `Cost against ${wordsOf(report.metric)}`,
      describes: `Mean seconds of a run on the machine of this report, passes of a network over a batch, and largest memory, each against mean ${report.metric.name}. What a method’s teachers cost is counted.${notDrawn(rows)}`,
      rows,
      spec: spec({
        data: { values: drawable(rows) },
        facet: {
          field: 'measure',
          type: 'nominal',
          title: null,
          sort: ['seconds a run', 'passes, forward and backward', 'memory, MB'],
        },
        columns: 3,
        resolve: { scale: { x: 'independent' } },
        spec: {
          width: 170,
          height: 190,
          mark: { type: 'point', filled: true, size: 80, opacity: 1 },
          encoding: {
            x: { field: 'value', type: 'quantitative', title: null, axis: { tickCount: 3 } },
            y: {
              field,
              type: 'quantitative',
              scale: { zero: false },
              title: metricTitle(report),
            },
            color: colourWithLegend(report),
          },
        },
      }),
    },
  ];
}
