import { readFileSync } from 'node:fs';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { expect, it } from 'vitest';
import { folderOf } from '../testing/pictures.ts';
import { imageFolder } from './imageFolder.ts';

interface Golden {
  readonly classes: readonly string[];
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
