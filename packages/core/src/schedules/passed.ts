import type { BeforeEpochEnds } from '../contracts/moment.ts';

/** A length of time: a share of the run, or a number of epochs. */
export type Span = { readonly share: number } | { readonly epochs: number };

/**
 * How much of `span`, which begins with the run, has passed at a moment, 0 to 1: progress / share,
 * or (step / steps per epoch) / epochs, and 1 where the span has no length.
 *
 * @example
 * ```ts
 * // In the middle of the third epoch.
 * console.log(passed(moment, { epochs: 5 })); // 0.5
 * ```
 */
export function passed(moment: BeforeEpochEnds, span: Span): number {
  const length = 'share' in span ? span.share : span.epochs;
  if (length === 0) return 1;
  const now = 'share' in span ? moment.progress : moment.step / moment.stepsPerEpoch;
  return Math.min(1, now / length);
}

/** The first step of the epoch that `moment` is in. */
export function epochBegin(moment: BeforeEpochEnds): BeforeEpochEnds {
  const { epoch, epochs, stepsPerEpoch } = moment;
  return { ...moment, step: epoch * stepsPerEpoch, progress: epoch / epochs };
}
