import type { Layout } from '../images.ts';
import type { OperationName } from './operations.ts';

/** The magnitude of an operation at a level, and whether its sign is drawn. */
export interface Magnitude {
  readonly at: (level: number, layout: Layout) => number;
  readonly signed: boolean;
}

/** The operations of a policy with their magnitudes. */
export type Magnitudes = Readonly<Partial<Record<OperationName, Magnitude>>>;

/** The largest magnitudes of a policy. */
interface Extent {
  readonly shear: number;
  /** Pixels, given the side of the image along which it moves. */
  readonly translate: (side: number) => number;
  readonly degrees: number;
  readonly factor: number;
  /** Posterize keeps `bits[0]` bits at level 0 and `bits[1]` at the highest. */
  readonly bits: readonly [first: number, last: number];
}

/**
 * The magnitudes at levels 0 to `levels` - 1: evenly spaced from none to the largest, which is the
 * one at the highest level.
 */
function magnitudesOf(levels: number, extent: Extent): Magnitudes {
  const share = (level: number) => level / (levels - 1);
  const signed = (most: (layout: Layout) => number): Magnitude => ({
    at: (level, layout) => share(level) * most(layout),
    signed: true,
  });
  const none: Magnitude = { at: () => 0, signed: false };
  const factor = signed(() => extent.factor);
  const [first, last] = extent.bits;
  return {
    Identity: none,
    ShearX: signed(() => extent.shear),
    ShearY: signed(() => extent.shear),
    TranslateX: signed(({ width }) => extent.translate(width)),
    TranslateY: signed(({ height }) => extent.translate(height)),
    Rotate: signed(() => extent.degrees),
    Brightness: factor,
    Color: factor,
    Contrast: factor,
    Sharpness: factor,
    Posterize: {
      at: (level) => first - Math.round(share(level) * (first - last)),
      signed: false,
    },
    Solarize: { at: (level) => 255 * (1 - share(level)), signed: false },
    AutoContrast: none,
    Equalize: none,
    Invert: none,
  };
}

const usual: Extent = {
  shear: 0.3,
  translate: (side) => (150 / 331) * side,
  degrees: 30,
  factor: 0.9,
  bits: [8, 4],
};

/** The magnitudes of RandAugment (31 levels) and AutoAugment (10 levels). */
export const usualMagnitudes = (levels: number): Magnitudes => magnitudesOf(levels, usual);

/** The magnitudes of AugMix, at 10 levels. */
export const augMixMagnitudes: Magnitudes = magnitudesOf(10, {
  ...usual,
  translate: (side) => side / 3,
  bits: [4, 0],
});

/** The magnitudes of TrivialAugment in its wide form, at 31 levels. */
export const wideMagnitudes: Magnitudes = magnitudesOf(31, {
  shear: 0.99,
  translate: () => 32,
  degrees: 135,
  factor: 0.99,
  bits: [8, 2],
});

/** The operations of RandAugment and TrivialAugment, in torchvision's order. */
export const usualOperations: readonly OperationName[] = [
  'Identity',
  'ShearX',
  'ShearY',
  'TranslateX',
  'TranslateY',
  'Rotate',
  'Brightness',
  'Color',
  'Contrast',
  'Sharpness',
  'Posterize',
  'Solarize',
  'AutoContrast',
  'Equalize',
];
