import type { Change } from '../images.ts';
import { type Projection, projected } from '../projected.ts';
import { rotated } from '../rotate.ts';

/** How a pixel between the pixels of the image is read. */
export type Interpolation = 'nearest' | 'bilinear';

const mapped =
  (projection: Projection, mode: Interpolation): Change =>
  (pixels, out, start, layout) =>
    projected(pixels, out, start, layout, projection, mode);

/** out(x, y) = in(x + m y, y), and 0 outside. */
export const shearedX = (m: number, mode: Interpolation): Change =>
  mapped([1, m, 0, 0, 1, 0, 0, 0], mode);
/** out(x, y) = in(x, y + m x), and 0 outside. */
export const shearedY = (m: number, mode: Interpolation): Change =>
  mapped([1, 0, 0, m, 1, 0, 0, 0], mode);
/** The image moved right by `m` pixels, a whole number after truncation, and 0 outside. */
export const translatedX = (m: number, mode: Interpolation): Change =>
  mapped([1, 0, -Math.trunc(m), 0, 1, 0, 0, 0], mode);
/** The image moved down by `m` pixels, a whole number after truncation, and 0 outside. */
export const translatedY = (m: number, mode: Interpolation): Change =>
  mapped([1, 0, 0, 0, 1, -Math.trunc(m), 0, 0], mode);
/** The image rotated counter-clockwise by `degrees` about its centre, and 0 outside. */
export const turned =
  (degrees: number, mode: Interpolation): Change =>
  (pixels, out, start, layout) =>
    rotated(pixels, out, start, layout, degrees, mode);
