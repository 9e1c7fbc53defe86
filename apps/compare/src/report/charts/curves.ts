import type { MethodResults, StudyReport } from '../model.ts';
import { type Chart, colourWithLegend, percent, spec, width } from './chart.ts';

/** Mean, lowest and highest over seeds of the mean over networks of a curve. */
function band(
  method: MethodResults,
  measure: string,
): { epoch: number; mean: number; low: number; high: number }[] {
  const curves = method.runs.flatMap((run) => {
    const own = Object.values(run.deployed).flatMap(
      (peer) => run.facts?.curves[`${measure}/${peer}`] ?? [],
    );
    const count = Object.values(run.deployed).filter(
      (peer) => run.facts?.curves[`${measure}/${peer}`],
    ).length;
    if (count === 0) return [];
    const epochs = own.length / count;
    return [
      Array.from(
        { length: epochs },
        (_, epoch) =>
          Array.from({ length: count }, (_peer, i) => own[i * epochs + epoch]!).reduce(
            (a, b) => a + b,
            0,
          ) / count,
      ),
    ];
  });
  const epochs = Math.max(0, ...curves.map(({ length }) => length));
  return Array.from({ length: epochs }, (_, epoch) => {
    const values = curves.flatMap((curve) => (curve[epoch] === undefined ? [] : [curve[epoch]]));
    return {
      epoch: epoch + 1,
      mean: values.reduce((a, b) => a + b, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    };
  });
}

/** Validation accuracy by epoch, with a band from the lowest seed to the highest. */
export function curveChart(report: StudyReport): Chart[] {
  const rows = report.methods.flatMap((method) =>
    band(method, 'validation/accuracy').map(({ epoch, mean, low, high }) => ({
      method: method.id,
      epoch,
      mean: percent(mean),
      low: percent(low),
      high: percent(high),
    })),
  );
  if (rows.length === 0) return [];
  const x = { field: 'epoch', type: 'quantitative', axis: { tickMinStep: 1 }, title: 'epoch' };
  const color = colourWithLegend(report);
  return [
    {
      id: 'curves',
      title: 'Validation accuracy over time',
      describes:
        'The mean over networks and seeds after every epoch; the band goes from the lowest to the highest seed.',
      rows,
      spec: spec({
        width,
        height: 300,
        data: { values: rows },
        layer: [
          {
            mark: { type: 'area', opacity: 0.15 },
            encoding: {
              x,
              y: {
                field: 'low',
                type: 'quantitative',
                scale: { zero: false },
                title: 'validation accuracy, %',
              },
              y2: { field: 'high' },
              color,
            },
          },
          {
            mark: { type: 'line', strokeWidth: 2 },
            encoding: { x, y: { field: 'mean', type: 'quantitative' }, color },
          },
        ],
      }),
    },
  ];
}
