import { plainTable } from './comparisonTable.ts';

const shown = ['accuracy', 'top5', 'nll', 'ece'] as const;

/**
 * Metrics by split and peer: one row for each peer, and one for the mean if there are several
 * peers.
 */
export function metricsTable(metrics: Readonly<Record<string, number>>): string {
  const rows = new Map<string, Partial<Record<string, number>>>();
  for (const [name, value] of Object.entries(metrics)) {
    const [split = '', measure = '', ...peer] = name.split('/');
    if (split === 'train' || !(shown as readonly string[]).includes(measure)) continue;
    const key = `${split} ${peer.join('/')}`;
    rows.set(key, { ...rows.get(key), [measure]: value });
  }
  for (const key of [...rows.keys()].filter((name) => name.endsWith(' '))) {
    const mean = rows.get(key)!;
    rows.delete(key);
    const several = [...rows.keys()].filter((name) => name.startsWith(key)).length > 1;
    if (several) rows.set(`${key}mean of the networks`, mean);
  }
  const cell = (measure: string, value: number | undefined) =>
    value === undefined
      ? ''
      : measure === 'nll' || measure === 'ece'
        ? value.toFixed(4)
        : `${(100 * value).toFixed(2)} %`;
  return plainTable(
    ['', ...shown],
    [...rows].map(([key, values]) => [
      key,
      ...shown.map((measure) => cell(measure, values[measure])),
    ]),
    [1, 2, 3, 4],
  );
}
