import type { Axis } from './window.ts';

/**
 * The input positions y with (y + before) mod stride = residue. They all have the same taps, at
 * rows of dy with a fixed distance.
 */
export interface Phase {
  /** In reverse order, so that they run along dy. */
  readonly taps: readonly number[];
  /** The distance in dy from one tap to the next. */
  readonly tapStep: number;
  readonly first: number;
  readonly count: number;
  /** The row in the padded dy that the first position reads at its first tap. */
  readonly from: number;
}

/** The number of zeros before dy, for the farthest tap. */
export const paddingBefore = ({ taps, dilation, stride }: Axis) =>
  Math.floor(((taps - 1) * dilation) / stride);
/** The size of dy with the zeros before and after it. */
export const paddedExtent = (axis: Axis) =>
  paddingBefore(axis) + Math.floor((axis.input - 1 + axis.before) / axis.stride) + 1;

/** The phases of an axis, one for each residue of its stride. */
export function phases(axis: Axis): readonly Phase[] {
  const { input, taps, stride, dilation, before } = axis;
  return Array.from({ length: stride }, (_, residue) => {
    const seen = Array.from({ length: taps }, (_, tap) => tap)
      .filter((tap) => (tap * dilation) % stride === residue)
      .reverse();
    const back = (tap: number) => (tap * dilation - residue) / stride;
    const first = (((residue - before) % stride) + stride) % stride;
    return {
      taps: seen,
      tapStep: seen.length > 1 ? back(seen[0]!) - back(seen[1]!) : 1,
      first,
      count: Math.max(0, Math.ceil((input - first) / stride)),
      from:
        seen.length > 0
          ? (first + before - residue) / stride - back(seen[0]!) + paddingBefore(axis)
          : 0,
    };
  });
}
