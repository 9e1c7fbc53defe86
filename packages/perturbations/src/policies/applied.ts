import type { ImageBatch, Rng } from '@codistill/core';
import { z } from 'zod';
import { type Change, drawn, eachImage, type Layout, layoutOf } from '../images.ts';
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
    // An operation may not write where it reads.
    let before = pixels.slice(start, start + layout.size);
    let after = new Float32Array(layout.size);
    for (const change of changes) {
      change(before, after, 0, layout, image);
      [before, after] = [after, before];
    }
    out.set(before, start);
  };

/** The batch after changes that are drawn for each image, or once for the whole batch. */
export const drawnFor = (
  batch: ImageBatch,
  per: 'image' | 'batch',
  draw: (layout: Layout) => Change,
): ImageBatch => {
  const layout = layoutOf(batch);
  const next = drawn(per, () => draw(layout));
  return eachImage(batch, (...given) => next()(...given));
};
