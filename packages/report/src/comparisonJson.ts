import type { Metric } from './metric.ts';
import type { Report } from './report.ts';
import { type Spread, spreadOf } from './reportJson.ts';
import type { Family } from './statistics/families.ts';

/** What `report.json` of your own numbers holds. */
export interface ComparisonJson {
  readonly format: 'codistill-comparison/1';
  readonly title: string;
  /** What methods are compared by. */
  readonly metric: Metric;
  readonly baseline: string;
  /** The comparisons with the baseline, and with the control where there is one. */
  readonly families: readonly Family[];
  readonly methods: readonly {
    readonly id: string;
    readonly seeds: readonly number[];
    /** The metric, in the order of the seeds. */
    readonly value?: Spread;
  }[];
}

/** What `report.json` of a report by `compareRuns` holds. */
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
