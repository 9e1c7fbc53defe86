import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { noDecoder } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idx } from './idxFiles.ts';

/** An IDX file with axes of these lengths. */
function idxFile(lengths: readonly number[], content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * lengths.length + content.length);
  bytes.set([0, 0, 8, lengths.length]);
  const view = new DataView(bytes.buffer);
  lengths.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length);
  });
  bytes.set(content, 4 + 4 * lengths.length);
  return bytes;
}
const pixels = (count: number) => Uint8Array.from({ length: count }, (_, i) => (7 * i) % 256);
const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 4);

describe('IDX files', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'codistill-idx-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  const put = async (folder: string, files: Readonly<Record<string, Uint8Array>>) => {
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, folder, name)), { recursive: true });
      await writeFile(path.join(root, folder, name), bytes);
    }
    return folderFiles(path.join(root, folder));
  };
  const whole = {
    'train-images-idx3-ubyte': idxFile([8, 2, 3], pixels(48)),
    'train-labels-idx1-ubyte': idxFile([8], labels(8)),
    't10k-images-idx3-ubyte': idxFile([5, 2, 3], pixels(30)),
    't10k-labels-idx1-ubyte': idxFile([5], labels(5)),
  };
  const open = async (files: ReturnType<typeof folderFiles>, options = {}) =>
    idx(options).open(files, { decoder: noDecoder });

  it('of any size are read, plain or gzipped, with the moments of the training images', async () => {
    const zipped = Object.fromEntries(
      Object.entries(whole).map(([name, bytes]) => [`MNIST/raw/${name}.gz`, gzipSync(bytes)]),
    );
    for (const files of [await put('plain', whole), await put('zipped', zipped)]) {
      const { facts, splits } = await open(files);
      expect(facts).toMatchObject({ classes: 4, channels: 1, size: { height: 2, width: 3 } });
      const values = [...pixels(48)].map((value) => value / 255);
      const mean = values.reduce((a, b) => a + b) / 48;
      expect(facts.mean[0]).toBeCloseTo(mean, 6);
      expect([...splits['test']!.targets.values]).toEqual([0, 1, 2, 3, 0]);
      expect([...(await splits['test']!.read(Int32Array.of(1), { height: 2, width: 3 }))]).toEqual([
        ...pixels(30).slice(6, 12),
      ]);
    }
  });

  it('with colours or with transposed images are read', async () => {
    const colour = await put('colour', {
      ...whole,
      'train-images-idx3-ubyte': idxFile([8, 1, 2, 3], pixels(48)),
      't10k-images-idx3-ubyte': idxFile([5, 1, 2, 3], pixels(30)),
    });
    expect((await open(colour)).facts).toMatchObject({
      channels: 3,
      size: { height: 1, width: 2 },
    });
    const { facts, splits } = await open(await put('plain', whole), { transposed: true });
    expect(facts.size).toEqual({ height: 3, width: 2 });
    const first = await splits['train']!.read(Int32Array.of(0), { height: 3, width: 2 });
    expect([...first]).toEqual([0, 3, 1, 4, 2, 5].map((i) => 7 * i));
  });

  it.each([
    ['without a file', { 'train-labels-idx1-ubyte': undefined }, 'were looked for in'],
    [
      'cut short',
      { 'train-images-idx3-ubyte': whole['train-images-idx3-ubyte'].slice(0, 40) },
      'which says 8 x 2 x 3',
    ],
    [
      'of another type',
      { 'train-images-idx3-ubyte': Uint8Array.of(0, 0, 13, 3) },
      'is not an IDX file of unsigned bytes with 3 or 4 axes',
    ],
    [
      'with fewer labels',
      { 'train-labels-idx1-ubyte': idxFile([7], labels(7)) },
      'one label for each image',
    ],
    [
      'with other sizes in the test',
      { 't10k-images-idx3-ubyte': idxFile([5, 3, 2], pixels(30)) },
      'the training images have 2 x 3 x 1',
    ],
    [
      'with a class only in the test',
      { 't10k-labels-idx1-ubyte': idxFile([5], Uint8Array.of(0, 1, 2, 3, 4)) },
      'is 4, but labels go from 0 to 3',
    ],
  ] as const)('%s are refused by a sentence', async (what, changes, message) => {
    const files = Object.fromEntries(
      Object.entries({ ...whole, ...changes }).filter(([, bytes]) => bytes !== undefined),
    ) as Record<string, Uint8Array>;
    await expect(open(await put(what.replaceAll(' ', '-'), files))).rejects.toThrow(message);
  });
});
