import type { Metric } from '@codistill/core';
import { plainTable } from './comparisonTable.ts';

/**
 * Metrics by split and peer: one row for each peer, and one for the mean if there are several
 * peers. `measured` are the metrics of the task, in the order of the columns.
 */
export function metricsTable(
  metrics: Readonly<Record<string, number>>,
  measured: readonly Metric[],
): string {
  const rows = new Map<string, Partial<Record<string, number>>>();
  for (const [name, value] of Object.entries(metrics)) {
    const [split = '', measure = '', ...peer] = name.split('/');
    if (split === 'train' || !measured.some((metric) => metric.name === measure)) continue;
    const key = `${split} ${peer.join('/')}`;
    rows.set(key, { ...rows.get(key), [measure]: value });
  }
  for (const key of [...rows.keys()].filter((name) => name.endsWith(' '))) {
    const mean = rows.get(key)!;
    rows.delete(key);
    const several = [...rows.keys()].filter((name) => name.startsWith(key)).length > 1;
    if (several) rows.set(`${key}mean of the networks`, mean);
  }
  return plainTable(
    ['', ...measured.map(({ name }) => name)],
    [...rows].map(([key, values]) => [key, ...measured.map((metric) => cell(metric, values))]),
    measured.map((_, i) => i + 1),
  );
}

function cell({ name, unit }: Metric, values: Partial<Record<string, number>>): string {
  const value = values[name];
  if (value === undefined) return '';
  return unit === '%' ? `${(100 * value).toFixed(2)} %` : value.toFixed(4);
}
