import { readFileSync } from 'node:fs';
import { inMemory, type Rng, stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { centerCrop } from './centerCrop.ts';
import { randomResizedCrop } from './randomResizedCrop.ts';
import { rounded } from './rounded.ts';
import { whole } from './whole.ts';

interface Golden {
  readonly randomResizedCrop: readonly {
    readonly height: number;
    readonly width: number;
    readonly scale: [number, number];
    readonly ratio: [number, number];
    readonly u: readonly number[];
    readonly box: readonly number[];
  }[];
  readonly centerCrop: readonly {
    readonly height: number;
    readonly width: number;
    readonly resize: number;
    readonly crop: number;
    readonly rows: readonly [number, number];
    readonly columns: readonly [number, number];
  }[];
  readonly resize: readonly {
    readonly box: readonly number[];
    readonly size: readonly [number, number];
    readonly channels: number;
    readonly pixels: readonly number[];
    readonly resized: readonly number[];
  }[];
}
const golden = JSON.parse(
  readFileSync(new URL('framings.golden.json', import.meta.url), 'utf8'),
) as Golden;

/** A stream of given numbers. */
function given(u: readonly number[]): Rng {
  let at = 0;
  const uniform = () => u[at++]!;
  return { ...stream(0, '', 0), uniform, integer: (end) => Math.floor(uniform() * end) };
}

describe('random-resized-crop', () => {
  it('draws the boxes of torchvision from the same numbers', () => {
    for (const { height, width, scale, ratio, u, box } of golden.randomResizedCrop)
      expect(randomResizedCrop({ scale, ratio }).box({ height, width }, given(u))).toEqual(box);
  });
  it('refuses ranges that are none', () => {
    expect(() => randomResizedCrop({ scale: [1, 0.5] })).toThrow('at most the second');
    expect(() => randomResizedCrop({ scale: [0.5, 2] })).toThrow('at most the whole image');
  });
});

describe('center-crop', () => {
  it('shows the part that torchvision shows, to half a pixel of the stored or resized image', () => {
    for (const { height, width, resize, crop, rows, columns } of golden.centerCrop) {
      const [top, left, high, wide] = centerCrop({ resize, crop }).box(
        { height, width },
        stream(0, '', 0),
      );
      const scale = Math.min(height, width) / resize;
      const off = 0.5 * Math.max(1, scale) + 0.5;
      // The first pixel of the resized part lies half a resized pixel inside it.
      for (const [start, length, [first, last]] of [
        [top, high, rows],
        [left, wide, columns],
      ] as const) {
        expect(Math.abs(start + (scale - 1) / 2 - first)).toBeLessThanOrEqual(off);
        expect(Math.abs(start + length - 1 - (scale - 1) / 2 - last)).toBeLessThanOrEqual(off);
      }
    }
  });
  it('keeps seven eighths of the shorter side, and refuses a square that is larger', () => {
    const rng = stream(0, '', 0);
    expect(centerCrop().box({ height: 256, width: 320 }, rng)).toEqual([16, 48, 224, 224]);
    expect(centerCrop().box({ height: 1, width: 9 }, rng)).toEqual([0, 4, 1, 1]);
    expect(() => centerCrop({ resize: 64, crop: 65 })).toThrow('crop is 65');
  });
});

it('whole shows everything', () => {
  expect(whole().box({ height: 3, width: 7 }, stream(0, '', 0))).toEqual([0, 0, 3, 7]);
});

it('images in memory are cut and resized to the bits of PIL', async () => {
  for (const { box, size, channels, pixels, resized } of golden.resize) {
    const { splits } = inMemory(
      { channels, size: { height: 23, width: 31 }, mean: [0.5], std: [0.5] },
      {
        train: {
          pixels: Uint8Array.from(pixels),
          targets: { kind: 'numbers', values: new Float32Array(1), width: 1 },
        },
      },
    );
    const [height, width] = size;
    const read = await splits['train']!.read(
      Int32Array.of(0),
      { height, width },
      Int32Array.from(box),
    );
    expect([...read]).toEqual(resized);
  }
});

it('rounds halves to even numbers', () => {
  expect([0.5, 1.5, 2.5, 2.4999, -0.5, -1.5, 3].map((x) => rounded(x) + 0)).toEqual([
    0, 2, 2, 2, 0, -2, 3,
  ]);
});
