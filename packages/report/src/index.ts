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
export { firstParagraph } from './conclusion/firstParagraph.ts';
export {
  jsonText,
  type MetricLine,
  metricsOf,
  numberIn,
  numbersIn,
} from './history/metricLine.ts';
export { historyReader, type RunHistory } from './history/runHistory.ts';
export { cannotBeSaid, listed, percent, points, seedsText } from './numbers.ts';
export type { MethodResults, Report } from './report.ts';
export {
  type MethodJson,
  type ReportJson,
  reportJson,
  type Spread,
  spreadOf,
} from './reportJson.ts';
export { type ReportDescription, reportOf } from './reportOf.ts';
export type { RunRecord } from './runRecord.ts';
export type { Family } from './statistics/families.ts';
export { tables } from './tables/tables.ts';
export { writeReport } from './writeReport.ts';
