import { brightened, contrasted, saturated } from '../colour.ts';
import { type Change, kept } from '../images.ts';
import {
  type Interpolation,
  shearedX,
  shearedY,
  translatedX,
  translatedY,
  turned,
} from './geometry.ts';
import { autocontrasted, equalized, inverted, posterized, sharpened, solarized } from './tones.ts';

/**
 * The operations of torchvision's policies by their names there. Each takes a magnitude, whose unit
 * depends on the operation, and how pixels are interpolated where the image moves.
 */
export const operations = {
  Identity: () => kept,
  ShearX: shearedX,
  ShearY: shearedY,
  TranslateX: translatedX,
  TranslateY: translatedY,
  Rotate: turned,
  Brightness: (m: number) => byFactor(brightened, 1 + m),
  Color: (m: number) => byFactor(saturated, 1 + m),
  Contrast: (m: number) => byFactor(contrasted, 1 + m),
  Sharpness: (m: number) => sharpened(1 + m),
  Posterize: posterized,
  Solarize: solarized,
  AutoContrast: () => autocontrasted,
  Equalize: () => equalized,
  Invert: () => inverted,
} satisfies Readonly<Record<string, (magnitude: number, mode: Interpolation) => Change>>;

/** The name of an operation. */
export type OperationName = keyof typeof operations;

const byFactor =
  (change: typeof brightened, factor: number): Change =>
  (pixels, out, start, layout) =>
    change(pixels, out, start, layout, factor);
