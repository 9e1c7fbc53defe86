/** One line of metrics.jsonl. */
export interface MetricLine {
  readonly kind: 'step' | 'epoch' | 'end';
  readonly step: number;
  readonly epoch: number;
  readonly perturbed?: readonly { readonly network: string; readonly perturbation: string }[];
  readonly [metric: string]: unknown;
}

/** The metrics of a line, by name. Numbers that are not finite are NaN or an infinity. */
export const metricsOf = ({
  kind: _kind,
  step: _step,
  epoch: _epoch,
  perturbed: _perturbed,
  ...metrics
}: MetricLine): Readonly<Record<string, number>> => numbersIn(metrics);

/**
 * The number that a JSON value stands for. Numbers that are not finite are words. Older versions
 * wrote null for them, which becomes NaN, as does any other value.
 */
export const numberIn = (value: unknown): number =>
  typeof value === 'number'
    ? value
    : value === 'Infinity'
      ? Number.POSITIVE_INFINITY
      : value === '-Infinity'
        ? Number.NEGATIVE_INFINITY
        : Number.NaN;

/** The numbers in a record of JSON values, by `numberIn`. */
export const numbersIn = (values: Readonly<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, numberIn(value)]));

/** JSON in which numbers that are not finite are words: 'NaN', 'Infinity', '-Infinity'. */
export const jsonText = (value: unknown, indent: number): string =>
  JSON.stringify(
    value,
    (_key, part: unknown) =>
      typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
    indent,
  );
