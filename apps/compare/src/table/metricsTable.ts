import { plainTable } from './table.ts';

const shown = ['accuracy', 'top5', 'nll', 'ece'] as const;

/** Measures by split and peer: a row a peer. */
export function metricsTable(metrics: Readonly<Record<string, number>>): string {
  const rows = new Map<string, Partial<Record<string, number>>>();
  for (const [name, value] of Object.entries(metrics)) {
    const [split = '', measure = '', ...peer] = name.split('/');
    if (split === 'train' || !(shown as readonly string[]).includes(measure)) continue;
    const key = `${split} ${peer.join('/')}`;
    rows.set(key, { ...rows.get(key), [measure]: value });
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
