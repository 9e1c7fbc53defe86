import { stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { blurring, gaussian } from './blur.ts';
import { copies, different, images, likeTorchvision } from './golden/golden.ts';
import { drawJitter, type Jitter, jitterBlur, jittered } from './jitterBlur.ts';

describe('jitter-blur', () => {
  likeTorchvision<{ numbers: Jitter['numbers']; order: number[]; sigma: number }>(
    'jitter-blur',
    ({ numbers, order, sigma }) =>
      (p, out, start, layout) => {
        jittered(p, out, start, layout, { numbers, order: Int32Array.from(order) });
        blurring(layout, gaussian(7, sigma), gaussian(9, sigma))(out, out, start);
      },
    2e-5,
  );
  it('draws factors about 1, turns about 0, every order and deviations within the range', () => {
    const draws = Array.from({ length: 2000 }, (_, i) =>
      drawJitter([0.25, 0.15, 0.1, 0.05], [0.1, 2], stream(i, 'j', 0)),
    );
    for (const [i, middle, s] of [
      [0, 1, 0.25],
      [1, 1, 0.15],
      [2, 1, 0.1],
      [3, 0, 0.05],
    ] as const) {
      const away = draws.map(({ numbers }) => (numbers[i] - middle) / s);
      expect(Math.max(...away.map(Math.abs))).toBeLessThanOrEqual(1 + 1e-9);
      expect(Math.abs(away.reduce((a, b) => a + b, 0) / 2000)).toBeLessThan(0.06);
      expect(away.reduce((a, b) => a + b * b, 0) / 2000).toBeCloseTo(1 / 3, 1);
    }
    expect(new Set(draws.map(({ order }) => order.join())).size).toBe(24);
    expect(draws.every(({ sigma }) => sigma >= 0.1 && sigma <= 2)).toBe(true);
  });
  it('draws once for the batch, or for each image', () => {
    const batch = copies(images.colour, 5);
    expect(different(jitterBlur().apply(batch, stream(0, 'j', 0)))).toBe(1);
    expect(different(jitterBlur({ per: 'image' }).apply(batch, stream(0, 'j', 0)))).toBe(5);
  });
  it('without strength and with the narrowest blur gives the image', () => {
    const still = jitterBlur({
      brightness: 0,
      contrast: 0,
      saturation: 0,
      hue: 0,
      sigma: [0.1, 0.1],
    }).apply(images.colour, stream(0, 'j', 0));
    still.pixels.forEach((value, i) => {
      expect(value).toBeCloseTo(images.colour.pixels[i]!, 5);
    });
  });
  it('refuses a window without a middle', () => {
    expect(() => jitterBlur({ width: 4 })).toThrow('odd');
  });
});
