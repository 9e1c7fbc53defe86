import type { Report } from '../report.ts';
import { colour, methodAxis } from './chart.ts';

type Rows = readonly Readonly<Record<string, string | number>>[];

/** One dot for each seed at `field`. */
export const seedDots = (report: Report, field: string, axis: object = {}) => ({
  mark: { type: 'point', filled: true, size: 45, opacity: 0.6 },
  encoding: {
    y: methodAxis(report),
    x: { field, type: 'quantitative', ...axis },
    color: colour(report),
    tooltip: [{ field: 'method' }, { field: 'seed' }, { field }],
  },
});

/**
 * Layers with one row for each method: the interval from `low` to `high` of `means`, its mean at
 * the field `mean`, and one dot for each seed of `dots` at the field `dot`.
 */
export function intervalLayers(
  report: Report,
  means: Rows,
  mean: string,
  dots: Rows,
  dot: string,
  axis: object,
): object[] {
  const [y, color] = [methodAxis(report), colour(report)];
  return [
    {
      data: { values: means },
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: {
        y,
        x: { field: 'low', type: 'quantitative', ...axis },
        x2: { field: 'high' },
        color,
      },
    },
    {
      data: { values: means },
      mark: { type: 'tick', thickness: 3, size: 20 },
      encoding: { y, x: { field: mean, type: 'quantitative' }, color },
    },
    { data: { values: dots }, ...seedDots(report, dot) },
  ];
}
