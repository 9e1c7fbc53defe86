import { stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches, copies, different, images, likeTorchvision } from './golden/golden.ts';
import { eachImage, layoutOf } from './images.ts';
import { type Corners, perspective } from './perspective.ts';
import { movedCorners, warp, warped } from './warp.ts';

const square: Corners = [
  [0, 0],
  [7, 0],
  [7, 7],
  [0, 7],
];

describe('warp', () => {
  likeTorchvision<{ corners: Corners }>(
    'warp',
    ({ corners }) =>
      (p, out, start, layout) =>
        warped(p, out, start, layout, corners),
    1e-4,
  );

  it('of distortion 0 gives the image', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const corners = movedCorners(layoutOf(batch), 0, stream(0, 'p', 0));
        const same = eachImage(batch, (p, out, start, layout) =>
          warped(p, out, start, layout, corners),
        );
        same.pixels.forEach((value, i) => {
          expect(value).toBeCloseTo(batch.pixels[i]!, 4);
        });
      }),
      { numRuns: 30 },
    );
  });
  it('moves every corner inwards by at most half a side, times the distortion', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const corners = movedCorners(
          { count: 1, height: 32, width: 20, channels: 3, size: 1920 },
          0.5,
          stream(seed, 'c', 0),
        );
        const whole = [0, 0, 19, 0, 19, 31, 0, 31];
        corners.flat().forEach((at, i) => {
          expect(Math.abs(at - whole[i]!)).toBeLessThanOrEqual(i % 2 === 0 ? 5 : 8);
        });
      }),
    );
  });
  it('has a projection that takes each corner where it belongs, and none where three lie on one line', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const to = movedCorners(
          { count: 1, height: 8, width: 8, channels: 1, size: 64 },
          0.5,
          stream(seed, 'c', 0),
        );
        const [a, b, c, d, e, f, g, h] = perspective(square, to)!;
        square.forEach(([x, y], i) => {
          const scale = g * x + h * y + 1;
          expect((a * x + b * y + c) / scale).toBeCloseTo(to[i]![0], 6);
          expect((d * x + e * y + f) / scale).toBeCloseTo(to[i]![1], 6);
        });
      }),
    );
    expect(
      perspective(
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [0, 7],
        ],
        square,
      ),
    ).toBeUndefined();
  });
  it('warps each image by itself', () => {
    expect(different(warp().apply(copies(images.colour, 4), stream(0, 'w', 0)))).toBeGreaterThan(1);
  });
});
