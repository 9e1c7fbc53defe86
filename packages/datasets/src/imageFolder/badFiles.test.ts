import { symlink, truncate } from 'node:fs/promises';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { addFiles, folderOf, picture, twoClasses } from '../testing/pictures.ts';
import { imageFolder } from './imageFolder.ts';

const decoder = sharpDecoder();
const open = (root: string, options: Parameters<typeof imageFolder>[0] = {}) =>
  imageFolder(options).open(folderFiles(root), { decoder });

/** A PNG file that promises 30,000 by 30,000 pixels, with the bytes of its first row. */
const huge = (): Uint8Array => {
  const size = new Uint8Array(13);
  new DataView(size.buffer).setUint32(0, 30_000);
  new DataView(size.buffer).setUint32(4, 30_000);
  size.set([8, 2], 8);
  const row = deflateSync(new Uint8Array(1 + 3 * 30_000));
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return new Uint8Array([...signature, ...chunk('IHDR', size), ...chunk('IDAT', row)]);
};

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

describe('files that are no images', () => {
  let root: string;
  beforeAll(async () => {
    const jpeg = await picture([200, 100, 0], { width: 200, height: 200 }).jpeg().toBuffer();
    root = await folderOf({
      ...(await twoClasses('train/', 3)),
      ...(await twoClasses('val/', 2)),
      'train/red/no.jpg': new TextEncoder().encode('no image at all'),
      'train/red/cut.jpg': jpeg.subarray(0, jpeg.length / 2),
      'train/red/empty.png': new Uint8Array(),
      'train/red/one.png': await picture([1, 1, 1], { width: 1, height: 1 }).png().toBuffer(),
      'train/red/huge.png': huge(),
      'train/red/photo.dat': jpeg,
      'train/red/old.bmp': new TextEncoder().encode('BM'),
      'train/beside.png': jpeg,
      'train/none/readme.txt': new Uint8Array(),
      'val/other/a.png': jpeg,
    });
    await symlink('..', path.join(root, 'train/blue/circle'));
    await symlink('nowhere.png', path.join(root, 'train/blue/lost.png'));
  });
  it('are named with their reasons before training', async () => {
    const error = (await open(root).catch((reason: unknown) => reason)) as Error;
    expect(error.name).toBe('InputError');
    for (const part of [
      'train/beside.png lies in no folder of a class',
      'train/blue/lost.png leads to no file that can be read',
      'train/red/one.png has one pixel alone',
      'train/red/old.bmp has a format that is not decoded',
      'train/red/photo.dat is a JPEG image whose name has another ending',
      'val/other is a class that train lacks',
      'train/none is a class without usable images',
      'train/red/cut.jpg cannot be used: The image cannot be decoded',
      'train/red/empty.png has no bytes',
      'train/red/huge.png cannot be used: The image cannot be decoded: Input image exceeds pixel limit',
      'train/blue/circle is a link behind which',
    ])
      expect(error.message).toContain(part);
    expect(error.message).toContain('by --skip-bad or the option skipBad');
  });
  it('are told to one who listens, and left out, without the cache', async () => {
    const told: string[] = [];
    const problem = (at: string, reason: string) => told.push(`${at} ${reason}`);
    const { splits } = await imageFolder().open(folderFiles(root), { decoder, problem });
    expect(splits['train']!.size).toBe(6);
    expect(told).toContain('train/red/empty.png has no bytes');
    expect(new Set(told).size).toBe(told.length);
    expect(splits['train']!.name!(0)).toBe(path.join(root, 'train/blue/0.png'));
  });
  it('are left out with skipBad, whatever their number', async () => {
    const { facts, splits } = await open(root, { skipBad: true });
    expect(facts.names).toEqual(['blue', 'red']);
    const labels = splits['train']!.targets.values as Int32Array;
    expect([...labels].filter((label) => label === 1)).toHaveLength(3);
    expect(splits['test']!.size).toBe(4);
    const everything = Int32Array.from(labels.keys());
    await splits['train']!.read(everything, { height: 4, width: 4 });
  });
});

describe('files that go bad after the listing', () => {
  it('stop the run with the path and the reason', async () => {
    const root = await folderOf(await twoClasses('', 3));
    const { splits } = await open(root, { testShare: 0 });
    const read = (i: number) => splits['train']!.read(Int32Array.of(i), { height: 4, width: 4 });
    await read(0);
    await truncate(path.join(root, 'blue/0.png'), 50);
    await expect(read(0)).rejects.toThrow(/blue\/0\.png has 50 bytes and had \d+ when/);
    await addFiles(root, { 'blue/1.png': new Uint8Array(0) });
    await expect(read(1)).rejects.toThrow('blue/1.png');
  });
});
