import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blurring, gaussian } from './blur.ts';
import { batches, likeTorchvision } from './golden/golden.ts';
import { type Change, eachImage } from './images.ts';

const blurred =
  (width: number, height: number, sigma: number): Change =>
  (p, out, start, layout) =>
    blurring(layout, gaussian(width, sigma), gaussian(height, sigma))(p, out, start);

describe('blur', () => {
  likeTorchvision<{ width: number; height: number; sigma: number }>(
    'blur',
    ({ width, height, sigma }) => blurred(width, height, sigma),
  );

  it('keeps an even image, stays between the least and the most, and may write where it reads', () => {
    fc.assert(
      fc.property(batches, fc.double({ min: 0.1, max: 3, noNaN: true }), (batch, sigma) => {
        const even = eachImage(
          { ...batch, pixels: batch.pixels.map(() => 0.7) },
          blurred(7, 9, sigma),
        );
        even.pixels.forEach((value) => {
          expect(value).toBeCloseTo(0.7, 6);
        });
        const { pixels } = eachImage(batch, blurred(7, 9, sigma));
        const [least, most] = [
          batch.pixels.reduce((a, b) => Math.min(a, b)),
          batch.pixels.reduce((a, b) => Math.max(a, b)),
        ];
        expect(pixels.every((value) => value >= least - 1e-6 && value <= most + 1e-6)).toBe(true);
        const inPlace = batch.pixels.slice();
        eachImage({ ...batch, pixels: inPlace }, (p, _out, start, layout, image) =>
          blurred(7, 9, sigma)(p, p, start, layout, image),
        );
        expect(inPlace).toEqual(pixels);
      }),
      { numRuns: 50 },
    );
  });
  it('has a window that sums to 1 and falls to both sides alike', () => {
    const window = gaussian(7, 1.3);
    expect(window.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect([...window].reverse()).toEqual([...window]);
    expect(window[3]! / window[2]!).toBeCloseTo(Math.exp(0.5 / 1.69), 12);
  });
});
