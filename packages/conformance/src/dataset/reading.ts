import type { Dataset, OpenDataset } from '@codistill/core';
import { expect, it } from 'vitest';
import { expectSameBits } from '../tools/same.ts';
import { type DatasetPlace, openedIn, readSize, skipReason } from './opened.ts';

/** Declares the tests that examples can be read in any order, repeatedly, and in boxes. */
export function describeReading(
  dataset: Dataset,
  place: DatasetPlace,
  opened: () => OpenDataset | undefined,
): void {
  it('reads any examples, in any order, like one by one', async ({ skip }) => {
    const open = opened();
    if (!open) return skip(skipReason);
    const size = readSize(open);
    const bytes = size.height * size.width * open.facts.channels;
    for (const examples of Object.values(open.splits)) {
      const { size: count } = examples;
      const chosen = Int32Array.from([
        count - 1,
        0,
        Math.floor(count / 2),
        0,
        Math.floor(count / 3),
      ]);
      const together = await examples.read(chosen, size);
      expect(together).toBeInstanceOf(Uint8Array);
      expect(together).toHaveLength(chosen.length * bytes);
      for (const [i, index] of chosen.entries())
        expectSameBits(
          together.subarray(i * bytes, (i + 1) * bytes),
          await examples.read(Int32Array.of(index), size),
          `example ${index}`,
        );
      expect(await examples.read(new Int32Array(), size)).toHaveLength(0);
    }
  });
  it('reads boxes, and the box of a whole image like the image', async ({ skip }) => {
    const open = opened();
    if (!open) return skip(skipReason);
    const small = { height: 5, width: 3 };
    for (const examples of Object.values(open.splits)) {
      const one = Int32Array.of(0);
      const shape = await shapeOf(open, examples, one);
      const [height, width] = shape;
      const all = Int32Array.of(0, 0, height, width);
      expectSameBits(
        await examples.read(one, small, all),
        await examples.read(one, small),
        'a box of everything',
      );
      const corner = Int32Array.of(height - 1, width - 1, 1, 1);
      const pixel = await examples.read(one, { height: 1, width: 1 }, corner);
      const stretched = await examples.read(one, small, corner);
      stretched.forEach((byte, i) => {
        expect(byte).toBe(pixel[i % open.facts.channels]);
      });
    }
  });
  it('gives bytes that are the caller’s own, and the same when it is opened again', async ({
    skip,
  }) => {
    const open = opened();
    if (!open) return skip(skipReason);
    const first = Int32Array.of(0, 1);
    const size = readSize(open);
    const index = structuredClone(open.index);
    const again = [await openedIn(dataset, place), await openedIn(dataset, place, index)];
    for (const [split, examples] of Object.entries(open.splits)) {
      const read = await examples.read(first, size);
      const copy = read.slice();
      read.fill(7);
      expectSameBits(await examples.read(first, size), copy, 'a second read');
      for (const other of again) {
        const same = other!.splits[split]!;
        expectSameBits(same.targets.values, examples.targets.values, 'targets');
        expectSameBits(await same.read(first, size), copy, 'pixels');
        expect(other!.fingerprint).toBe(open.fingerprint);
      }
    }
    for (const other of again) await other?.close?.();
  });
}

async function shapeOf(
  { facts }: OpenDataset,
  examples: OpenDataset['splits'][string],
  one: Int32Array,
): Promise<readonly [number, number]> {
  const shapes = await examples.shapes?.(one);
  if (shapes) return [shapes[0]!, shapes[1]!];
  if (facts.size === 'varies') throw new Error('A dataset of size "varies" needs shapes.');
  return [facts.size.height, facts.size.width];
}
