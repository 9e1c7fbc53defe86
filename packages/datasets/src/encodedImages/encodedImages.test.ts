import { type Decoder, InputError, resized } from '@codistill/core';
import { sharpDecoder } from '@codistill/node';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodedExamples } from './encodedImages.ts';
import { keptBytes } from './keptBytes.ts';
import { evenly, lookThrough } from './lookThrough.ts';

const noise = (height: number, width: number, seed: number) =>
  Uint8Array.from({ length: height * width * 3 }, (_, i) => (seed + i * 37 + (i >> 4) * 11) % 256);
const shapes = [
  [20, 30],
  [7, 9],
  [150, 160],
] as const;
const stored = shapes.map(([height, width], i) => noise(height, width, 50 * i));
let files: Uint8Array[];
beforeAll(async () => {
  files = await Promise.all(
    stored.map(async (pixels, i) => {
      const [height, width] = shapes[i]!;
      return new Uint8Array(
        await sharp(pixels, { raw: { height, width, channels: 3 } })
          .png()
          .toBuffer(),
      );
    }),
  );
});
const examplesOf = (bytes: (index: number) => Promise<Uint8Array>, decoder = sharpDecoder()) =>
  decodedExamples(
    {
      targets: { kind: 'class', values: Int32Array.of(0, 1, 0) },
      shapes: new Int32Array(6),
      bytes,
      name: (index) => `image ${index}`,
    },
    { decoder, channels: 3 },
  );

describe('encoded images', () => {
  it('give their sizes and pixels in any order, and small ones are resized as PIL does', async () => {
    const examples = examplesOf(async (index) => files[index]!);
    expect([...(await examples.shapes!(Int32Array.of(2, 0, 1)))]).toEqual([150, 160, 20, 30, 7, 9]);
    expect(await examples.read(Int32Array.of(1), { height: 7, width: 9 })).toEqual(stored[1]);
    const size = { height: 5, width: 6 };
    const boxes = Int32Array.of(1, 2, 5, 6, 3, 4, 10, 20);
    const read = await examples.read(Int32Array.of(1, 0), size, boxes);
    expect(read.slice(0, 90)).toEqual(resized(stored[1]!, 9, 3, [1, 2, 5, 6], size));
    expect(read.slice(90)).toEqual(resized(stored[0]!, 30, 3, [3, 4, 10, 20], size));
    const large = await examples.read(Int32Array.of(2), size, Int32Array.of(9, 8, 5, 6));
    expect(large).toEqual(resized(stored[2]!, 160, 3, [9, 8, 5, 6], size));
  });
  it('are read once for their size and their pixels, in the order of storage', async () => {
    const asked: number[] = [];
    const examples = examplesOf(async (index) => {
      asked.push(index);
      return files[index]!;
    });
    await examples.shapes!(Int32Array.of(1, 0));
    await examples.read(Int32Array.of(1, 0), { height: 2, width: 2 });
    expect(asked).toEqual([0, 1]);
    await examples.read(Int32Array.of(1), { height: 2, width: 2 });
    expect(asked).toEqual([0, 1, 1]);
  });
  it('that cannot be decoded are named, and found by looking through', async () => {
    const examples = examplesOf(async (index) => (index === 1 ? Uint8Array.of(1) : files[index]!));
    const error = await examples.shapes!(Int32Array.of(1)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toMatch(/image 1: .+unsupported image format/);
    const { bad, moments } = await lookThrough(examples, Int32Array.of(0, 1, 2), 3);
    expect(bad.map(({ index }) => index)).toEqual([1]);
    const every = [
      stored[0]!,
      resized(stored[2]!, 160, 3, [0, 0, 150, 160], { height: 60, width: 64 }),
    ];
    const mean = every.map((one) => one.reduce((sum, byte) => sum + byte / 255, 0) / one.length);
    const found = moments.mean.reduce((a, b) => a + b) / 3;
    expect(found).toBeCloseTo((mean[0]! + mean[1]!) / 2, 2);
  });
  it('keep as many bytes as they may', async () => {
    let reads = 0;
    const keeping = keptBytes(10, async () => {
      reads++;
      return new Uint8Array(6);
    });
    await keeping.keep(0);
    await keeping.keep(1);
    await keeping.take(0);
    await keeping.take(1);
    expect(reads).toBe(3);
    await keeping.keep(2);
    await keeping.take(2);
    expect(reads).toBe(4);
  });
  it('pass errors of the decoder on, and an evenly spaced sample', async () => {
    const failing: Decoder = {
      name: 'failing',
      shape: async () => ({ height: 2, width: 2 }),
      pixels: async () => Promise.reject(new Error('cut short.')),
    };
    const examples = examplesOf(async () => Uint8Array.of(0), failing);
    await expect(examples.read(Int32Array.of(2), { height: 1, width: 1 })).rejects.toThrow(
      'image 2: cut short.',
    );
    expect([...evenly(10, 4)]).toEqual([0, 2, 5, 7]);
    expect([...evenly(3, 4)]).toEqual([0, 1, 2]);
  });
});
