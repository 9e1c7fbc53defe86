import type { TopLevelSpec } from 'vega-lite';
import type { Curve } from '../history/runHistory.ts';
import { type Chart, colours, spec } from './chart.ts';
import { drawable } from './drawable.ts';

/** Lines over epochs with one panel for each method: `value` by `line`. */
export const linesByMethod = (
  rows: readonly (Chart['rows'][number] & { readonly method: string; readonly epoch: number })[],
  { value, line }: { readonly value: string; readonly line: string },
): TopLevelSpec =>
  spec({
    data: { values: drawable(rows) },
    facet: {
      field: 'method',
      type: 'nominal',
      title: null,
      sort: [...new Set(rows.map(({ method }) => method))],
    },
    columns: 2,
    resolve: { scale: { y: 'independent' } },
    spec: {
      width: 280,
      height: 150,
      mark: { type: 'line', point: true },
      encoding: {
        x: { field: 'epoch', type: 'quantitative', axis: { tickMinStep: 1 } },
        y: { field: value, type: 'quantitative', scale: { zero: true } },
        color: {
          field: line,
          type: 'nominal',
          scale: { range: colours },
          legend: { title: null, orient: 'bottom', columns: 4 },
        },
      },
    },
  });

/**
 * The values of several curves at every epoch, from 1, at which at least one has a value. Curves of
 * different length contribute as far as they go.
 */
export function valuesByEpoch(
  curves: readonly Curve[],
): { readonly epoch: number; readonly values: readonly number[] }[] {
  const epochs = curves.reduce((longest, { length }) => Math.max(longest, length), 0);
  return Array.from({ length: epochs }, (_, epoch) => ({
    epoch: epoch + 1,
    values: curves.flatMap((curve) => curve[epoch] ?? []),
  })).filter(({ values }) => values.length > 0);
}

/** The mean over runs of each run's values at an epoch. */
export const meanByEpoch = (
  curves: readonly Curve[],
): { readonly epoch: number; readonly value: number }[] =>
  valuesByEpoch(curves).map(({ epoch, values }) => ({
    epoch,
    value: Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4)),
  }));
