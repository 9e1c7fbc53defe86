import type { ImageBatch, Rng } from '@codistill/core';
import { z } from 'zod';
import { type Change, drawn, eachImage, type Layout } from '../images.ts';
import type { Interpolation } from './geometry.ts';
import type { Magnitudes } from './magnitudes.ts';
import { type OperationName, operations } from './operations.ts';

/** The option that says how the image is read where an operation moves it. */
export const interpolation = (initial: Interpolation) =>
  z
    .enum(['nearest', 'bilinear'])
    .default(initial)
    .describe('How a pixel between the pixels of the image is read.');

/** An operation at its magnitude. A sign is drawn if the operation has one. */
export function operationAt(
  name: OperationName,
  level: number,
  { magnitudes, mode }: { readonly magnitudes: Magnitudes; readonly mode: Interpolation },
  layout: Layout,
  rng: Rng,
): Change {
  const { at, signed } = magnitudes[name]!;
  const magnitude = at(level, layout);
  const sign = signed && rng.integer(2) === 1 ? -1 : 1;
  return operations[name](sign * magnitude, mode);
}

/** Changes one after the other. */
export const inTurn =
  (changes: readonly Change[]): Change =>
  (pixels, out, start, layout, image) => {
    out.set(pixels.subarray(start, start + layout.size), start);
    for (const change of changes) {
      // An operation may not write where it reads.
      const before = out.slice(start, start + layout.size);
      const after = new Float32Array(layout.size);
      change(before, after, 0, layout, image);
      out.set(after, start);
    }
  };

/** The batch after changes that are drawn for each image, or once for the whole batch. */
export const drawnFor = (
  batch: ImageBatch,
  per: 'image' | 'batch',
  draw: (layout: Layout) => Change,
): ImageBatch => {
  let layout: Layout | undefined;
  const next = drawn(per, () => draw(layout!));
  return eachImage(batch, (pixels, out, start, given, image) => {
    layout = given;
    next()(pixels, out, start, given, image);
  });
};
