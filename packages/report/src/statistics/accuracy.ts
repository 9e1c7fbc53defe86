import { commonCount, meanShare, type Share } from './counts.ts';

/** A run's value of the main metric. */
export interface Measurement {
  readonly value: number;
  /** Of accuracies that are counts: right answers of all its networks together, of so many. */
  readonly share?: Share;
}

/**
 * The mean of the accuracies of a run's networks, each a count of `examples`; undefined where
 * there is none.
 */
export function accuracyOf(
  values: readonly number[],
  examples: number | undefined,
): Measurement | undefined {
  if (values.length === 0) return undefined;
  const share = examples === undefined ? undefined : meanShare(values, examples);
  if (share) return { value: share.right / share.of, share };
  return { value: values.reduce((sum, value) => sum + value, 0) / values.length };
}

/** A run's accuracies, and of how many examples they are counts, where the run says so. */
interface NetworkAccuracies {
  readonly values: readonly number[];
  readonly examples: number | undefined;
}

/**
 * Of how many examples the accuracies of runs of an older version, which do not say so, are counts:
 * the smallest number that fits all.
 */
export const examplesOf = (runs: readonly NetworkAccuracies[]): number | undefined =>
  commonCount(
    runs.flatMap(({ values, examples }) =>
      examples === undefined ? values.filter(Number.isFinite) : [],
    ),
  );
