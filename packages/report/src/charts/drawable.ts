import type { Chart } from './chart.ts';

type Rows = Chart['rows'];
const isDrawable = (row: Rows[number]) =>
  Object.values(row).every((value) => typeof value !== 'number' || Number.isFinite(value));

/** The rows that a chart can draw, which are those with finite numbers only. */
export const drawable = <R extends Rows[number]>(rows: readonly R[]): readonly R[] =>
  rows.filter(isDrawable);

/** The note of a chart about rows that it does not draw. */
export function notDrawn(rows: Rows): string {
  const count = rows.length - drawable(rows).length;
  return count === 0
    ? ''
    : ` ${count} value${count === 1 ? ' is' : 's are'} not a finite number and not drawn; the table behind the picture has ${count === 1 ? 'it' : 'them'}.`;
}
