import * as fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { sharpDecoder } from './sharpDecoder.ts';
import { shrinkOf, shrunkBox } from './shrinkOnLoad.ts';

const jpeg = Uint8Array.of(0xff, 0xd8);

it('shrinks as long as the box has the pixels that are asked for', () => {
  const size = { height: 100, width: 50 };
  expect(shrinkOf(jpeg, [0, 0, 199, 400], size)).toBe(1);
  expect(shrinkOf(jpeg, [0, 0, 200, 100], size)).toBe(2);
  expect(shrinkOf(jpeg, [0, 0, 799, 400], size)).toBe(4);
  expect(shrinkOf(jpeg, [0, 0, 9000, 9000], size)).toBe(8);
  expect(shrinkOf(Uint8Array.of(0x89, 0x50), [0, 0, 9000, 9000], size)).toBe(1);
});

it('keeps the part that the box touches, within the smaller image', () => {
  const side = fc.integer({ min: 8, max: 5000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      side,
      side,
      fc.tuple(share, share, share, share),
      fc.constantFrom(2, 4, 8),
      (height, width, [a, b, c, d], shrink) => {
        const high = shrink + Math.floor(a * (height - shrink));
        const wide = shrink + Math.floor(b * (width - shrink));
        const box = [
          Math.floor(c * (height - high)),
          Math.floor(d * (width - wide)),
          high,
          wide,
        ] as const;
        const { whole, part, box: shown } = shrunkBox({ height, width }, 1, box, shrink);
        expect(part[0] + part[2]).toBeLessThanOrEqual(whole.height);
        expect(part[1] + part[3]).toBeLessThanOrEqual(whole.width);
        for (const axis of [0, 1] as const) {
          expect((part[axis] + shown[axis]) * shrink).toBeCloseTo(box[axis], 6);
          const left = box[axis + 2]! - shown[axis + 2]! * shrink;
          expect(left).toBeGreaterThanOrEqual(-1e-6);
          expect(left).toBeLessThan(shrink);
          expect(shown[axis]).toBeGreaterThanOrEqual(0);
          expect(shown[axis] + shown[axis + 2]!).toBeLessThan(part[axis + 2]! + 1e-6);
        }
      },
    ),
  );
});

it('shows the same part as exact decoding, also turned and with odd lengths', async () => {
  // Waves of some 250 pixels: shifted by two pixels, they change by three levels on average.
  const [height, width] = [601, 803];
  const waves = Uint8Array.from({ length: height * width * 3 }, (_, i) => {
    const [y, x] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width];
    return 128 + 100 * Math.sin(x / 40 + (i % 3)) * Math.cos(y / 45);
  });
  const decoder = sharpDecoder();
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const bytes = await sharp(waves, { raw: { width, height, channels: 3 } })
      .withMetadata({ orientation })
      .jpeg({ quality: 95 })
      .toBuffer();
    for (const box of [
      [0, 0, 600, 600],
      [37, 51, 301, 257],
      [399, 201, 202, 400],
    ] as const) {
      const size = { height: 64, width: 48 };
      const [exact, fast] = await Promise.all(
        [true, false].map((how) => decoder.pixels(bytes, box, size, 3, how)),
      );
      const gap = exact!.reduce((sum, byte, i) => sum + Math.abs(byte - fast![i]!), 0);
      expect(gap / exact!.length, `${orientation} ${box}`).toBeLessThan(1.5);
      expect(fast).not.toEqual(exact);
    }
  }
});
