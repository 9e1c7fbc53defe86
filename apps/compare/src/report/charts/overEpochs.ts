import type { TopLevelSpec } from 'vega-lite';
import { colours, spec } from './chart.ts';

/** Lines over epochs, a panel a method: `value` by `line`. */
export const linesByMethod = (
  rows: readonly { readonly method: string; readonly epoch: number }[],
  { value, line }: { readonly value: string; readonly line: string },
): TopLevelSpec =>
  spec({
    data: { values: rows },
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
 * The mean over runs of what each says of every epoch; runs of unlike length count as far as they
 * go.
 */
export function meanByEpoch(curves: readonly (readonly number[])[]): number[] {
  const epochs = Math.max(0, ...curves.map(({ length }) => length));
  return Array.from({ length: epochs }, (_, epoch) => {
    const values = curves.flatMap((curve) => (curve[epoch] === undefined ? [] : [curve[epoch]]));
    return Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4));
  });
}
