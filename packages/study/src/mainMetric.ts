import {
  classification,
  type Experiment,
  type Metric,
  type Registry,
  type Task,
} from '@codistill/core';

/** The main metric of an experiment's task. */
export const mainMetric = (
  { task = 'classification' }: Pick<Experiment, 'task'>,
  registry: Registry,
): Metric => registry.build('task', task).metrics[0];

/** What classification, the default task, measures. */
export const defaultMetrics: Task['metrics'] = classification().metrics;
/** Its main metric: what a value without a metric is. */
export const defaultMetric: Metric = defaultMetrics[0];

/** A value of the main metric, in words: '93.1 %', '8.24 degrees'. */
export function metricText({ unit }: Metric, value: number): string {
  if (unit === '%') return `${(100 * value).toFixed(1)} %`;
  const text = Number(value.toPrecision(3)).toString();
  return unit === '' ? text : `${text} ${unit}`;
}
