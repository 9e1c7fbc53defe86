import type { Dataset, Files } from '@codistill/core';
import { expect, it } from 'vitest';
import { expectSameBits } from '../tools/same.ts';
import { type OpenedSplits, skipReason } from './opened.ts';

/** Declares the tests that examples can be read in any order, and repeatedly. */
export function describeReading(dataset: Dataset, files: Files, opened: OpenedSplits): void {
  it('reads any examples, in any order, like one by one', async ({ skip }) => {
    if (opened.size === 0) skip(skipReason);
    const bytes = dataset.imageShape.reduce((a, b) => a * b, 1);
    for (const examples of opened.values()) {
      const { size } = examples;
      const chosen = Int32Array.from([size - 1, 0, Math.floor(size / 2), 0, Math.floor(size / 3)]);
      const together = await examples.read(chosen);
      expect(together).toBeInstanceOf(Uint8Array);
      expect(together).toHaveLength(chosen.length * bytes);
      for (const [i, index] of chosen.entries())
        expectSameBits(
          together.subarray(i * bytes, (i + 1) * bytes),
          await examples.read(Int32Array.of(index)),
          `example ${index}`,
        );
      expect(await examples.read(new Int32Array())).toHaveLength(0);
    }
  });
  it('gives bytes that are the caller’s own, and the same when it is opened again', async ({
    skip,
  }) => {
    if (opened.size === 0) skip(skipReason);
    const first = Int32Array.of(0, 1);
    for (const [split, examples] of opened) {
      const read = await examples.read(first);
      const copy = read.slice();
      read.fill(7);
      expectSameBits(await examples.read(first), copy, 'a second read');
      const again = await dataset.open(split, files);
      expectSameBits(again.targets.values, examples.targets.values, 'targets');
      expectSameBits(await again.read(first), copy, 'pixels');
    }
  });
}
