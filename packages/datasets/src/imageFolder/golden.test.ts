import { readFileSync } from 'node:fs';
import { stream } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { expect, it } from 'vitest';
import { centerCrop } from '../framings/centerCrop.ts';
import { folderOf } from '../testing/pictures.ts';
import { imageFolder } from './imageFolder.ts';

interface Golden {
  readonly classes: readonly string[];
  /** A large image, and 56x56 pixels of its center and of a box. */
  readonly views: Readonly<Record<'bytes' | 'center' | 'crop', string>> & {
    readonly box: readonly [top: number, left: number, height: number, width: number];
  };
  readonly samples: readonly {
    readonly path: string;
    readonly label: number;
    readonly size: readonly [height: number, width: number];
    /** In base64. */
    readonly pixels: string;
    readonly bytes: string;
  }[];
}
const golden = JSON.parse(
  readFileSync(new URL('golden/folder.json', import.meta.url), 'utf8'),
) as Golden;
const decoded = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

it('has the classes, order, sizes and pixels of torchvision and PIL', async () => {
  const root = await folderOf({
    ...Object.fromEntries(golden.samples.map(({ path, bytes }) => [path, decoded(bytes)])),
    '9/notes.txt': new TextEncoder().encode('no image'),
  });
  const open = await imageFolder({ testShare: 0 }).open(folderFiles(root), {
    decoder: sharpDecoder(),
  });
  const train = open.splits['train']!;
  expect(open.facts.names).toEqual(golden.classes);
  expect([...train.targets.values]).toEqual(golden.samples.map(({ label }) => label));
  for (const [i, { path, size, pixels }] of golden.samples.entries()) {
    const [height, width] = await train.shapes!(Int32Array.of(i));
    expect([height, width], path).toEqual(size);
    const found = await train.read(Int32Array.of(i), { height: height!, width: width! });
    expect(Buffer.from(found).toString('base64'), path).toBe(pixels);
  }
});

it.each([true, false])(
  'shows a large image as torchvision does, exactly decoded: %s',
  async (exact) => {
    const { bytes, center, crop, box } = golden.views;
    const root = await folderOf({ 'a/1.jpg': decoded(bytes), 'b/1.jpg': decoded(bytes) });
    const { splits } = await imageFolder({ testShare: 0, exact }).open(folderFiles(root), {
      decoder: sharpDecoder(),
    });
    const one = Int32Array.of(0);
    const [height, width] = await splits['train']!.shapes!(one);
    const size = { height: 56, width: 56 };
    const framing = centerCrop({ resize: 64, crop: 56 });
    const middle = framing.box({ height: height!, width: width! }, stream(0, 'none', 0));
    for (const [expected, part] of [
      [center, middle],
      [crop, box],
    ] as const) {
      const found = await splits['train']!.read(one, size, Int32Array.from(part));
      const other = decoded(expected);
      const total = found.reduce((sum, byte, i) => sum + Math.abs(byte - other[i]!), 0);
      // torchvision resizes the whole image before it cuts the center out, but a box after it.
      if (exact && part === box) expect(found).toEqual(other);
      else expect(total / found.length).toBeLessThan(3);
      if (!exact) expect(found).not.toEqual(other);
    }
  },
);
