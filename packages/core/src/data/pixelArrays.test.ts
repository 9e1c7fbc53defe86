import { expect, it } from 'vitest';
import { givePixelsBack, isPixelArray, pixelArray, takePixels } from './pixelArrays.ts';

it('fills an array again once it is given back', () => {
  const first = pixelArray(1001);
  expect(pixelArray(1001)).not.toBe(first);
  givePixelsBack([first, first]);
  expect(isPixelArray(first)).toBe(false);
  expect(pixelArray(1001)).toBe(first);
  expect(pixelArray(1001)).not.toBe(first);
});

it('never fills arrays of others, parts of arrays, and arrays that went to another thread', () => {
  const own = new Float32Array(1003);
  const part = pixelArray(1004).subarray(1);
  const gone = pixelArray(1005);
  structuredClone(gone, { transfer: [gone.buffer] });
  givePixelsBack([own, part, gone]);
  expect(pixelArray(1003) === own).toBe(false);
  expect(pixelArray(1003) === part).toBe(false);
  expect(pixelArray(0) === gone).toBe(false);
  expect(pixelArray(1005)).toHaveLength(1005);
});

it('keeps few arrays', () => {
  const many = Array.from({ length: 20 }, () => new Float32Array(1007));
  many.forEach(takePixels);
  const again = new Set(Array.from({ length: 20 }, () => pixelArray(1007)));
  expect(many.filter((array) => again.has(array)).length).toBeLessThanOrEqual(8);
});
