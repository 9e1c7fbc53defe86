export type { Chart } from './charts/chart.ts';
export { charts } from './charts/charts.ts';
export {
  type CompareRunsOptions,
  compareRuns,
  type MetricOption,
  type RunValue,
} from './compareRuns.ts';
export { type ComparisonJson, comparisonJson } from './comparisonJson.ts';
export { conclusion } from './conclusion/conclusion.ts';
export { criterion } from './conclusion/criterion.ts';
export { type Comparisons, firstParagraph } from './conclusion/firstParagraph.ts';
export type { CompetitionSummary } from './history/competition.ts';
export {
  jsonText,
  type MetricLine,
  metricsOf,
  numberIn,
  numbersIn,
} from './history/metricLine.ts';
export {
  type Curve,
  historyReader,
  type RunHistory,
  type Teaching,
} from './history/runHistory.ts';
export {
  differenceText,
  differenceUnit,
  type Metric,
  titled,
  valueText,
  valueUnit,
  withUnit,
  wordsOf,
} from './metric.ts';
export { cannotBeSaid, listed, percent, points, seedsText, type Values } from './numbers.ts';
export type {
  MethodDescription,
  MethodResults,
  Report,
  ReportSplit,
  StudyDescription,
} from './report.ts';
export {
  type MethodJson,
  type ReportJson,
  type RunJson,
  reportJson,
  type Spread,
  spreadOf,
} from './reportJson.ts';
export { type ComparedMethod, type ReportDescription, reportOf } from './reportOf.ts';
export type { RunRecord } from './runRecord.ts';
export type { Comparison } from './statistics/compare.ts';
export type { Because, Interval, Summary } from './statistics/describe.ts';
export type { Family, PairedResult } from './statistics/families.ts';
export type { Table } from './tables/table.ts';
export { tables } from './tables/tables.ts';
export { type FileWriter, writeReport } from './writeReport.ts';
