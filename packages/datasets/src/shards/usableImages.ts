import type { Targets } from '@codistill/core';
import type { EncodedImages } from '../encodedImages/encodedImages.ts';
import { targetsTaken } from '../encodedImages/targetsTaken.ts';
import { int32 } from '../sharedArrays.ts';

/** The images of a split that are left when some are left out, in memory that threads can share. */
export interface UsableImages {
  /** [examples], where they are in the split. */
  readonly positions: Int32Array;
  readonly targets: Targets;
  /** [examples, 2], as in EncodedImages. */
  readonly shapes: Int32Array;
}

/** All images of a split but those at the positions in `bad`. */
export function usableImages(
  { targets, shapes }: EncodedImages,
  bad: readonly number[],
): UsableImages {
  const left = new Set(bad);
  const kept = Array.from({ length: shapes.length / 2 }, (_, i) => i).filter((i) => !left.has(i));
  const positions = int32(kept.length);
  positions.set(kept);
  const sizes = int32(2 * kept.length);
  kept.forEach((from, to) => {
    sizes.set(shapes.subarray(2 * from, 2 * from + 2), 2 * to);
  });
  return { positions, targets: targetsTaken(targets, positions), shapes: sizes };
}

/** The images that are left. */
export const imagesAt = (
  { bytes, name }: EncodedImages,
  { positions, targets, shapes }: UsableImages,
): EncodedImages => ({
  targets,
  shapes,
  bytes: (index) => bytes(positions[index]!),
  name: (index) => name(positions[index]!),
});
