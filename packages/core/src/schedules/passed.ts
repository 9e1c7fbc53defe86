import type { BeforeEpochEnds } from '../contracts/moment.ts';

/** A length of time: a share of the run in [0, 1], or a number of epochs. */
export type Span = { readonly share: number } | { readonly epochs: number };

/**
 * The part of `span` that has passed at a moment, in [0, 1]. The span starts with the run. The
 * formula is progress / share or (step / steps per epoch) / epochs, at most 1. If the span has no
 * length, the result is 1.
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

/** The first step of the epoch that contains `moment`. */
export function epochBegin(moment: BeforeEpochEnds): BeforeEpochEnds {
  const { epoch, epochs, stepsPerEpoch } = moment;
  return { ...moment, step: epoch * stepsPerEpoch, progress: epoch / epochs };
}
