import type { Metric } from './metric.ts';
import type { Report } from './report.ts';
import { type Spread, spreadOf } from './reportJson.ts';
import type { Family } from './statistics/families.ts';

/** The content of `report.json` for a report on your own numbers. */
export interface ComparisonJson {
  readonly format: 'codistill-comparison/1';
  readonly title: string;
  /** The metric by which methods are compared. */
  readonly metric: Metric;
  readonly baseline: string;
  /** The comparisons with the baseline, and with the control if there is one. */
  readonly families: readonly Family[];
  readonly methods: readonly {
    readonly id: string;
    readonly seeds: readonly number[];
    /** The metric's values, in the order of the seeds. */
    readonly value?: Spread;
  }[];
}

/** The content of `report.json` for a report by `compareRuns`. */
export const comparisonJson = (report: Report): ComparisonJson => {
  const { title, metric, baseline, families, methods } = report;
  return {
    format: 'codistill-comparison/1',
    title,
    metric,
    baseline,
    families,
    methods: methods.map(({ id, seeds, values }) => {
      const value = spreadOf(values);
      return { id, seeds, ...(value && { value }) };
    }),
  };
};
