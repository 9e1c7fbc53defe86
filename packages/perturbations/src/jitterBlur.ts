import { definePerturbation, type Rng } from '@codistill/core';
import { z } from 'zod';
import { blurring, gaussian } from './blur.ts';
import { brightened, contrasted, hued, saturated } from './colour.ts';
import { drawn, eachImage, type Layout, layoutOf } from './images.ts';
import { range, space } from './options.ts';

/** The change for each number: brightness, contrast, saturation, hue. */
const changes = [brightened, contrasted, saturated, hued] as const;

/** The strengths of the changes, their order, and the deviation of the blur. */
export interface Jitter {
  readonly numbers: readonly [
    brightness: number,
    contrast: number,
    saturation: number,
    hue: number,
  ];
  /** Positions in `numbers`. */
  readonly order: Int32Array;
  readonly sigma: number;
}

/**
 * Draws factors from U(1 - s, 1 + s), the rotation of the hue from U(-s, s), a uniform order, and
 * the deviation of the blur from U(sigma).
 */
export function drawJitter(
  strengths: Jitter['numbers'],
  sigma: readonly [number, number],
  rng: Rng,
): Jitter {
  const between = (low: number, high: number) => low + (high - low) * rng.uniform();
  const [b, c, s, h] = strengths;
  const numbers = [
    between(1 - b, 1 + b),
    between(1 - c, 1 + c),
    between(1 - s, 1 + s),
    between(-h, h),
  ] as const;
  return { numbers, order: rng.permutation(4), sigma: between(sigma[0], sigma[1]) };
}

/** Fills `out` with the image after the four changes, in order. */
export function jittered(
  pixels: Float32Array,
  out: Float32Array,
  start: number,
  layout: Layout,
  { numbers, order }: Omit<Jitter, 'sigma'>,
): void {
  let from = pixels;
  for (const i of order) {
    changes[i]!(from, out, start, layout, numbers[i]!);
    from = out;
  }
}

const odd = (about: string, initial: number) =>
  z
    .number()
    .int()
    .positive()
    .refine((size) => size % 2 === 1, 'an odd number is expected')
    .default(initial)
    .describe(about);

/**
 * Colour jitter and blur: brightness, contrast, saturation and hue change in random order, then
 * comes a Gaussian blur, 7 pixels wide and 9 pixels high. The definitions are torchvision's: each
 * change clamps to [0, 1], and grey images have neither saturation nor hue.
 *
 * Source: the pool of the released code (ColorJitter 0.25, 0.15, 0.15, 0.15; GaussianBlur (7, 9),
 * sigma U(0.1, 2)). It draws once for the batch and works after normalization, where the clamping
 * clips most of the image: `space: 'normalized'`.
 */
export const jitterBlur = definePerturbation({
  id: 'jitter-blur',
  about: 'Changes brightness, contrast, saturation and hue at random, then blurs.',
  source:
    'github.com/XiaoleiDiao/Competitive-Distillation; torchvision.transforms.ColorJitter, GaussianBlur',
  options: z.object({
    brightness: z
      .number()
      .min(0)
      .max(1)
      .default(0.25)
      .describe('Maximum change of the brightness, s: its factor is in [1 - s, 1 + s].'),
    contrast: z
      .number()
      .min(0)
      .max(1)
      .default(0.15)
      .describe('Maximum change of the contrast, s: its factor is in [1 - s, 1 + s].'),
    saturation: z
      .number()
      .min(0)
      .max(1)
      .default(0.15)
      .describe('Maximum change of the saturation, s: its factor is in [1 - s, 1 + s].'),
    hue: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.15)
      .describe('Maximum turn of the hue, s: a fraction of the circle in [-s, s].'),
    sigma: range([0.1, 2]).describe(
      'Minimum and maximum standard deviation of the blur, in pixels.',
    ),
    width: odd('Width of the blur, in pixels.', 7),
    height: odd('Height of the blur, in pixels.', 9),
    per: z
      .enum(['image', 'batch'])
      .default('batch')
      .describe('Draw random numbers for each image, or once for the whole batch.'),
    space,
  }),
  create: ({ brightness, contrast, saturation, hue, sigma, width, height, per, space: where }) => ({
    space: where,
    apply(batch, rng) {
      const draw = drawn(per, () => {
        const jitter = drawJitter([brightness, contrast, saturation, hue], sigma, rng);
        return {
          ...jitter,
          blur: blurring(
            layoutOf(batch),
            gaussian(width, jitter.sigma),
            gaussian(height, jitter.sigma),
          ),
        };
      });
      return eachImage(batch, (pixels, out, start, layout) => {
        const { blur, ...jitter } = draw();
        jittered(pixels, out, start, layout, jitter);
        blur(out, out, start);
      });
    },
  }),
});
