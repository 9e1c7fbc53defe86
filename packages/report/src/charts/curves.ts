import { ofPeer, ofSplit } from '@codistill/core';
import type { Curve } from '../history/runHistory.ts';
import { classMetric, drawnValue, titled, valueUnit } from '../metric.ts';
import type { MethodResults, Report } from '../report.ts';
import type { RunRecord } from '../runRecord.ts';
import { type Chart, capital, colourWithLegend, spec, width } from './chart.ts';
import { drawable, notDrawn } from './drawable.ts';
import { valuesByEpoch } from './overEpochs.ts';

/** Mean, minimum and maximum over seeds of a curve, averaged over networks. */
function band(
  method: MethodResults,
  measure: string,
): { epoch: number; mean: number; low: number; high: number }[] {
  const ofRun = (run: RunRecord): Curve => {
    const networks = Object.values(run.deployed ?? {}).flatMap((peer) => {
      const curve = run.history?.curves[ofPeer(measure, peer)];
      return curve ? [curve] : [];
    });
    const values = valuesByEpoch(networks);
    const curve: (number | undefined)[] = [];
    for (const { epoch, values: own } of values) curve[epoch - 1] = mean(own);
    return curve;
  };
  return valuesByEpoch(method.runs.map(ofRun)).map(({ epoch, values }) => ({
    epoch,
    mean: mean(values),
    low: values.reduce((a, b) => Math.min(a, b)),
    high: values.reduce((a, b) => Math.max(a, b)),
  }));
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The main metric of the validation split by epoch, with a band from the lowest seed to the
 * highest.
 */
export function curveChart(report: Report): Chart[] {
  const { metric } = report;
  const main = metric.task ?? classMetric;
  const title = `validation ${main.words}`;
  const drawn = (value: number) => drawnValue(metric, value);
  const rows = report.methods.flatMap((method) =>
    band(method, ofSplit('validation', main.name)).map(({ epoch, mean, low, high }) => ({
      method: method.id,
      epoch,
      mean: drawn(mean),
      low: drawn(low),
      high: drawn(high),
    })),
  );
  if (rows.length === 0) return [];
  const x = { field: 'epoch', type: 'quantitative', axis: { tickMinStep: 1 }, title: 'epoch' };
  const color = colourWithLegend(report);
  return [
    {
      id: 'curves',
      title: `${capital(title)} over time`,
      describes: `The mean over networks and seeds after every epoch; the band goes from the lowest to the highest seed.${notDrawn(rows)}`,
      rows,
      spec: spec({
        width,
        height: 300,
        data: { values: drawable(rows) },
        layer: [
          {
            mark: { type: 'area', opacity: 0.15 },
            encoding: {
              x,
              y: {
                field: 'low',
                type: 'quantitative',
                scale: { zero: false },
                title: titled(title, valueUnit(metric)),
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
