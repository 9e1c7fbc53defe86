import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Box, ImageSize } from '../../contracts/data.ts';
import { resized } from './resized.ts';
import { tapsOf, weightBits } from './taps.ts';

/** The definition: each new value is a weighted sum along the columns, rounded, and then the rows. */
function plain(
  image: Uint8Array,
  width: number,
  channels: number,
  [top, left, height, wide]: Box,
  size: ImageSize,
): number[] {
  const along = (length: number, target: number, read: (i: number) => number, t: number) => {
    if (length === target) return read(t);
    const { firsts, counts, weights, most } = tapsOf(length, target);
    let sum = 2 ** (weightBits - 1);
    for (let k = 0; k < counts[t]!; k++) sum += weights[t * most + k]! * read(firsts[t]! + k);
    return Math.min(255, Math.floor(sum / 2 ** weightBits));
  };
  const at = (y: number, x: number, c: number) =>
    image[((top + y) * width + left + x) * channels + c]!;
  const out: number[] = [];
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++)
      for (let c = 0; c < channels; c++)
        out.push(
          along(
            height,
            size.height,
            (row) => along(wide, size.width, (column) => at(row, column, c), x),
            y,
          ),
        );
  return out;
}

const side = fc.integer({ min: 1, max: 24 });

it('resizes by weighted sums along columns and then rows', () => {
  fc.assert(
    fc.property(
      fc.record({ height: side, width: side, high: side, wide: side, top: side, left: side }),
      fc.constantFrom(1, 2, 3, 4),
      fc.record({ height: side, width: side }),
      fc.integer(),
      ({ high, wide, top, left, ...more }, channels, size, seed) => {
        const [height, width] = [top + high + more.height, left + wide + more.width];
        const image = Uint8Array.from(
          { length: height * width * channels },
          (_, i) => (Math.imul(i + seed, 2654435761) >>> 24) & 255,
        );
        const box = [top, left, high, wide] as const;
        expect([...resized(image, width, channels, box, size)]).toEqual(
          plain(image, width, channels, box, size),
        );
      },
    ),
    { numRuns: 60 },
  );
});

it('keeps white white, and resizes more rows than are copied at a time', () => {
  const [height, width] = [1200, 900];
  const image = new Uint8Array(height * width * 3).fill(255);
  const small = resized(image, width, 3, [0, 0, height, width], { height: 31, width: 17 });
  expect(small).toEqual(new Uint8Array(31 * 17 * 3).fill(255));
});
