import { commonCount, meanShare, type Share } from './counts.ts';

/** The value of the main metric for a run. */
export interface Measurement {
  readonly value: number;
  /**
   * For metrics that are counts, such as the accuracy: right predictions of all its networks
   * together, and their number.
   */
  readonly share?: Share;
}

/**
 * The mean of the values of a run's networks; undefined if there is none. If `examples` is given,
 * each value is a count over so many examples.
 */
export function measurementOf(
  values: readonly number[],
  examples: number | undefined,
): Measurement | undefined {
  if (values.length === 0) return undefined;
  const share = examples === undefined ? undefined : meanShare(values, examples);
  if (share) return { value: share.right / share.of, share };
  return { value: values.reduce((sum, value) => sum + value, 0) / values.length };
}

/**
 * The values of a run, and the number of examples over which they are counts, if the run has
 * it.
 */
interface NetworkValues {
  readonly values: readonly number[];
  readonly examples: number | undefined;
}

/**
 * The number of examples for runs of an older version, which do not store it: the smallest number
 * for which all values are counts.
 */
export const examplesOf = (runs: readonly NetworkValues[]): number | undefined =>
  commonCount(
    runs.flatMap(({ values, examples }) =>
      examples === undefined ? values.filter(Number.isFinite) : [],
    ),
  );
