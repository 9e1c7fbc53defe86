import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { describe, expect, it } from 'vitest';
import { addFiles, folderOf, picture, twoClasses } from '../testing/pictures.ts';
import { imageFolder } from './imageFolder.ts';

const decoder = sharpDecoder();
const open = (root: string, options: Parameters<typeof imageFolder>[0] = {}) =>
  imageFolder(options).open(folderFiles(root), { decoder });
const text = new TextEncoder().encode('no image');

describe('image-folder', () => {
  it('draws test images of every class by the seed', async () => {
    const root = await folderOf(await twoClasses('', 10));
    const labels = async (options: Parameters<typeof imageFolder>[0]) => {
      const { splits } = await open(root, options);
      return [splits['train'], splits['test']].map((split) => [...(split?.targets.values ?? [])]);
    };
    const [train, test] = await labels({ testShare: 0.3 });
    expect(train).toEqual([...Array(7).fill(0), ...Array(7).fill(1)]);
    expect(test).toEqual([0, 0, 0, 1, 1, 1]);
    expect(await labels({ testShare: 0 })).toEqual([expect.anything(), []]);
    const drawn = async (seed: number) =>
      (await open(root, { seed, stratify: false })).splits['test']!.targets.values.join();
    expect(await drawn(1)).toBe(await drawn(1));
    const all = new Set(await Promise.all([0, 1, 2, 3, 4, 5].map(drawn)));
    expect(all.size).toBeGreaterThan(1);
  });
  it('takes train/ and a folder of test images, with the classes of training', async () => {
    for (const test of ['test', 'val', 'valid', 'validation']) {
      const root = await folderOf({
        ...(await twoClasses('train/', 4)),
        [`${test}/red/a.png`]: await picture([190, 0, 0]).png().toBuffer(),
      });
      const { facts, splits } = await open(root);
      expect(facts).toMatchObject({ names: ['blue', 'red'], classes: 2, size: 'varies' });
      expect(splits['train']!.size).toBe(8);
      expect([...splits['test']!.targets.values]).toEqual([1]);
    }
  });
  it('follows links to folders and files', async () => {
    const far = await folderOf(await twoClasses('', 3));
    const root = await folderOf({ 'cats/1.png': await picture([9, 99, 9]).png().toBuffer() });
    await symlink(path.join(far, 'red'), path.join(root, 'linked'));
    await symlink(path.join(far, 'blue/0.png'), path.join(root, 'cats/2.png'));
    const { facts, splits } = await open(root, { testShare: 0 });
    expect(facts.names).toEqual(['cats', 'linked']);
    expect([...splits['train']!.targets.values]).toEqual([0, 0, 1, 1, 1]);
  });
  it('states mean and deviation, and reads in colour or grey', async () => {
    const root = await folderOf(await twoClasses('', 3));
    const { facts, splits } = await open(root);
    expect(facts.mean[0]).toBeCloseTo(102 / 255, 1);
    expect(facts.std[0]).toBeCloseTo(100 / 255, 1);
    expect(facts.std[1]).toBeLessThan(0.05);
    const grey = await open(root, { channels: 1 });
    expect(grey.facts).toMatchObject({ channels: 1 });
    const size = { height: 2, width: 2 };
    expect(await splits['train']!.read(Int32Array.of(0), size)).toHaveLength(12);
    expect(await grey.splits['train']!.read(Int32Array.of(0), size)).toHaveLength(4);
  });
  it('has the same examples from its index, without a listing', async () => {
    const root = await folderOf(await twoClasses('', 4));
    const first = await open(root);
    await addFiles(root, { 'aaa/new.png': await picture([1, 2, 3]).png().toBuffer() });
    const again = await imageFolder().open(folderFiles(root), {
      decoder,
      index: structuredClone(first.index),
    });
    expect(again.facts).toEqual(first.facts);
    expect(again.fingerprint).toBe(first.fingerprint);
    expect((await open(root, { testShare: 0 })).fingerprint).not.toBe(first.fingerprint);
  });
});

describe('wrong folders of images', () => {
  it.each<[string, () => Promise<string>, Parameters<typeof imageFolder>[0], RegExp]>([
    ['none', async () => '/nowhere/at/all', {}, /\/nowhere\/at\/all cannot be listed .*--data/],
    ['no classes', () => folderOf({ 'notes.txt': text }), {}, /has no folders, and a folder for/],
    [
      'one class',
      async () => folderOf({ 'a/1.png': await picture([1, 1, 1]).png().toBuffer() }),
      {},
      /one class alone, "a"/,
    ],
    [
      'classes in case alone',
      async () => folderOf({ ...(await twoClasses('', 2)), 'Red/1.png': text }),
      {},
      /differ in case alone: "Red", "red"/,
    ],
    [
      'test and val',
      async () =>
        folderOf({
          ...(await twoClasses('train/', 2)),
          ...(await twoClasses('test/', 1)),
          ...(await twoClasses('val/', 1)),
        }),
      {},
      /has "test", "val", and one folder of test images was expected/,
    ],
    [
      'train among classes',
      async () => folderOf({ ...(await twoClasses('train/', 2)), ...(await twoClasses('', 2)) }),
      {},
      /a folder "train" and also "blue", "red"/,
    ],
    [
      'one image of a class',
      async () => folderOf(await twoClasses('', 1)),
      {},
      /"blue" has one image, which training and test cannot share/,
    ],
    [
      'a folder that is not there',
      async () => folderOf(await twoClasses('train/', 2)),
      { test: 'tset' },
      /test names the folder "tset", which/,
    ],
  ])('%s', async (_, make, options, message) => {
    await expect(open(await make(), options)).rejects.toThrow(message);
  });
});
