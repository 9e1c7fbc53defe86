import type { Report } from '@codistill/core';
import type { Metric } from './server.ts';

/** A report as a line of the buffer, without a time, so that equal runs have equal buffers. */
export function lineOf({ kind, moment, metrics: { names, values } }: Report): string {
  const prefix = kind === 'step' ? 'step/' : '';
  const numbers = names.map((name, i) => [`${prefix}${name}`, jsonOf(values[i]!)]);
  return `${JSON.stringify([moment.step, numbers])}\n`;
}

const jsonOf = (value: number) => (Number.isFinite(value) ? value : String(value));
/** MLflow knows no infinite number and gives back the largest. */
const largest = Number.MAX_VALUE;
const asMetric = (value: number | string): Metric['value'] =>
  typeof value === 'number'
    ? value
    : value === 'NaN'
      ? 'NaN'
      : value === 'Infinity'
        ? largest
        : -largest;

/** The numbers of a line of the buffer, as MLflow takes them. */
export function metricsIn(line: string, timestamp: number): Metric[] {
  const [step, numbers] = JSON.parse(line) as [number, [string, number | string][]];
  return numbers.map(([name, value]) => ({
    key: keyOf(name),
    value: asMetric(value),
    timestamp,
    step,
  }));
}

/**
 * A name as MLflow takes it, which knows letters, digits, `_`, `-`, `.`, `/`, `:` and spaces:
 * 'loss/kl/a->b' becomes 'loss/kl/a to b'.
 */
export const keyOf = (name: string): string =>
  name
    .replaceAll('->', ' to ')
    .replaceAll('@', ' at ')
    .replaceAll('|', ' and ')
    .replace(/[^\w\-./: ]/g, (sign) => `:${sign.codePointAt(0)!.toString(16)}`);
