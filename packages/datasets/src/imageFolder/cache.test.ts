import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Decoder, OpenDataset } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { addFiles, folderOf, picture, twoClasses } from '../testing/pictures.ts';
import { imageFolder } from './imageFolder.ts';

/** Makes everything in a folder an hour old, as folders are that somebody trains on. */
async function age(root: string): Promise<void> {
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of ['.', ...(await readdir(root, { recursive: true }))])
    await utimes(path.join(root, name), hourAgo, hourAgo);
}

/** The decoder, and how many images it has decoded. */
function counting(): { readonly decoder: Decoder; decoded: number } {
  const sharp = sharpDecoder();
  const counted = {
    decoded: 0,
    decoder: {
      ...sharp,
      pixels: (...given: Parameters<Decoder['pixels']>) => {
        counted.decoded++;
        return sharp.pixels(...given);
      },
    },
  };
  return counted;
}

let cache: ReturnType<typeof folderFiles>;
beforeEach(async () => {
  cache = folderFiles(await folderOf({}));
});

/** Opens a folder with the cache. */
async function opening(root: string, options: Parameters<typeof imageFolder>[0] = {}) {
  const counted = counting();
  const said: string[] = [];
  const listed: string[] = [];
  const files = folderFiles(root);
  const open = await imageFolder(options).open(
    {
      ...files,
      entries: (folder) => {
        listed.push(folder);
        return files.entries(folder);
      },
    },
    { decoder: counted.decoder, cache, notice: (sentence) => said.push(sentence) },
  );
  return { open, counted, said, listed };
}

const size = { height: 7, width: 6 };
const everything = async ({ facts, splits, fingerprint }: OpenDataset) => ({
  facts,
  fingerprint,
  splits: await Promise.all(
    Object.values(splits).map(async (split) => {
      const all = Int32Array.from({ length: split.size }, (_, i) => i);
      return [split.targets, await split.shapes!(all), await split.read(all, size)];
    }),
  ),
});

describe('the cache of a folder of small images', () => {
  it('gives the same examples without listing or decoding again, also in a thread', async () => {
    const root = await folderOf(await twoClasses('', 6));
    await age(root);
    const plain = await everything(await imageFolder().open(folderFiles(root), counting()));
    const first = await opening(root);
    expect(first.said.join()).toContain('12 small images of the data folder');
    expect(await everything(first.open)).toEqual(plain);
    const second = await opening(root);
    expect(await everything(second.open)).toEqual(plain);
    expect([second.listed, second.counted.decoded, second.said]).toEqual([[], 0, []]);
    const inThread = await imageFolder().open(folderFiles('/nowhere'), {
      decoder: counting().decoder,
      index: structuredClone(second.open.index),
    });
    expect(await everything(inThread)).toEqual(plain);
    expect((await readdir(root)).sort()).toEqual(['blue', 'red']);
  });
  it('notices files that come, go or change in place', async () => {
    const root = await folderOf(await twoClasses('', 6));
    await age(root);
    await opening(root);
    const other = await picture([9, 250, 9]).png().toBuffer();
    await writeFile(path.join(root, 'red/0.png'), other);
    await age(root);
    await utimes(path.join(root, 'red/0.png'), 1e9, 1e9);
    const changed = await opening(root, {});
    expect(changed.listed.length).toBeGreaterThan(0);
    const plain = await imageFolder().open(folderFiles(root), counting());
    expect(await everything(changed.open)).toEqual(await everything(plain));
    await addFiles(root, { 'red/new.png': other });
    const grown = await opening(root, { testShare: 0 });
    expect(grown.open.splits['train']!.size).toBe(13);
    // What changed a moment ago may change again within the same tick of the disk's clock.
    expect((await opening(root, { testShare: 0 })).listed.length).toBeGreaterThan(0);
  });
  it('keeps the pixels if the folder changes and its images do not', async () => {
    const root = await folderOf(await twoClasses('', 6));
    await age(root);
    const first = await opening(root);
    await addFiles(root, { 'red/notes.txt': new TextEncoder().encode('x') });
    await utimes(path.join(root, 'red'), 1e9, 1e9);
    const second = await opening(root);
    expect(second.listed.length).toBeGreaterThan(0);
    expect(second.said).toEqual([]);
    expect(await everything(second.open)).toEqual(await everything(first.open));
  });
  it('names every image that cannot be decoded, or leaves it out and says so each time', async () => {
    const root = await folderOf({
      ...(await twoClasses('', 6)),
      'red/bad.png': new TextEncoder().encode('no image'),
    });
    await age(root);
    await expect(opening(root)).rejects.toThrow('red/bad.png cannot be used');
    const sentences: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { open, said, listed } = await opening(root, { skipBad: true, testShare: 0 });
      expect(open.splits['train']!.size).toBe(12);
      expect(listed.length === 0).toBe(i === 1);
      sentences.push(said.at(-1)!);
    }
    expect(sentences[0]).toMatch(/^One entry .* is left out: red\/bad\.png cannot be used/);
    expect(sentences[1]).toBe(sentences[0]);
    await writeFile(path.join(root, 'red/bad.png'), await picture([1, 2, 3]).png().toBuffer());
    const mended = await opening(root, { skipBad: true, testShare: 0 });
    expect(mended.open.splits['train']!.size).toBe(13);
  });
  it('that cannot be written is done without', async () => {
    const root = await folderOf({ ...(await twoClasses('', 6)), file: new Uint8Array(1) });
    await age(root);
    cache = folderFiles(path.join(root, 'file'));
    const { open, said } = await opening(root);
    expect(said.at(-1)).toMatch(/is not kept for the next time: .*leads through something/);
    const plain = await imageFolder().open(folderFiles(root), counting());
    expect(await everything(open)).toEqual(await everything(plain));
  });
  it('is not used where its files are not whole', async () => {
    const root = await folderOf(await twoClasses('', 6));
    await age(root);
    const plain = await everything((await opening(root)).open);
    const [folder] = await readdir(path.join(cache.root!, 'image-folder'));
    const kept = path.join(cache.root!, 'image-folder', folder!);
    for (const name of await readdir(kept, { recursive: true })) {
      if (!(await stat(path.join(kept, name))).isFile()) continue;
      const again = async () => everything((await opening(root)).open);
      await cache.truncate(path.join(kept, name), 100);
      expect(await again(), name).toEqual(plain);
    }
  });
});

it('large images are decoded when they are read, and listed once', async () => {
  const large = { width: 200, height: 140 };
  const root = await folderOf({
    'a/1.jpg': await picture([200, 0, 0], large).jpeg().toBuffer(),
    'a/2.jpg': await picture([210, 0, 0], large).jpeg().toBuffer(),
    'b/1.png': await picture([0, 200, 0]).png().toBuffer(),
    'b/2.png': await picture([0, 210, 0]).png().toBuffer(),
  });
  await age(root);
  const plain = await imageFolder().open(folderFiles(root), counting());
  await opening(root);
  const { open, counted, listed } = await opening(root);
  expect([listed, counted.decoded]).toEqual([[], 0]);
  expect(await everything(open)).toEqual(await everything(plain));
  expect(counted.decoded).toBe(4);
});
