import { copyFile, cp, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { market1501 } from '../market1501.ts';
import { marketNames, writeSmallMarket } from '../testing/smallMarket.ts';
import { parseMarketName } from './fileName.ts';

describe('market1501', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'codistill-market-'));
    await writeSmallMarket(path.join(root, 'good'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  const decoder = sharpDecoder();
  const open = (folder: string, options: Parameters<typeof market1501>[0] = {}) =>
    market1501(options).open(folderFiles(path.join(root, folder)), { decoder });
  /** A copy of the good folder, with something changed. */
  const changed = async (name: string, change: (folder: string) => Promise<void>) => {
    await cp(path.join(root, 'good'), path.join(root, name), { recursive: true });
    await change(path.join(root, name));
    return open(name);
  };

  it('has identities as classes and the attributes camera and junk, by split', async () => {
    const { facts, splits } = await open('good');
    expect(facts.names).toEqual([
      'junk',
      'distractors',
      '0002',
      '0003',
      '0007',
      '0009',
      '0012',
      '0030',
    ]);
    expect(Object.keys(splits)).toEqual(['train', 'query', 'gallery']);
    const { train, query, gallery } = splits as Record<string, (typeof splits)[string]>;
    expect([train!.size, query!.size, gallery!.size]).toEqual([24, 4, 14]);
    expect([...query!.targets.values]).toEqual([3, 3, 6, 6]);
    expect([...query!.attributes!['camera']!]).toEqual([1, 2, 1, 2]);
    expect([...gallery!.targets.values].slice(0, 7)).toEqual([0, 0, 1, 1, 1, 1, 3]);
    expect([...gallery!.attributes!['junk']!].slice(0, 4)).toEqual([1, 1, 0, 0]);
  });

  it('reads JPEG files as the decoder does, in colour or grey', async () => {
    const { splits } = await open('good');
    const name = marketNames['query']![2]!;
    const bytes = await folderFiles(path.join(root, 'good/query')).read(name);
    const { height, width } = await decoder.shape(bytes);
    const shapes = await splits['query']!.shapes!(Int32Array.of(1, 2));
    expect([...shapes.slice(2)]).toEqual([height, width]);
    const pixels = await splits['query']!.read(Int32Array.of(2), { height, width });
    expect(pixels).toEqual(
      await decoder.pixels(bytes, [0, 0, height, width], { height, width }, 3),
    );
    const grey = await open('good', { channels: 1 });
    expect(grey.facts.mean[0]).toBeCloseTo(0.449, 3);
    const read = await grey.splits['query']!.read(Int32Array.of(2), { height: 4, width: 2 });
    expect(read).toHaveLength(8);
  });

  it('is found in the folder of the archive, too', async () => {
    await rename(path.join(root, 'good'), path.join(root, 'Market-1501-v15.09.15'));
    expect((await open('.')).splits['train']!.size).toBe(24);
    await rename(path.join(root, 'Market-1501-v15.09.15'), path.join(root, 'good'));
  });

  it('names what is missing, misnamed, empty or damaged', async () => {
    await expect(open('nowhere')).rejects.toThrow('bounding_box_train');
    const image = path.join('bounding_box_test', marketNames['bounding_box_test']![5]!);
    await expect(
      changed('a', (folder) => rm(path.join(folder, 'query'), { recursive: true })),
    ).rejects.toThrow('were not found: query, ');
    await expect(
      changed('b', (folder) =>
        copyFile(path.join(folder, image), path.join(folder, 'query/x.jpg')),
      ),
    ).rejects.toThrow('The name of query/x.jpg does not say its identity and camera');
    await expect(
      changed('c', async (folder) => {
        await rm(path.join(folder, 'query'), { recursive: true });
        await cp(path.join(root, 'a/bounding_box_train'), path.join(folder, 'query'), {
          recursive: true,
          filter: (from) => !from.endsWith('.jpg'),
        });
      }),
    ).rejects.toThrow('query has no image file');
    for (const [name, damage] of [
      ['d', (file: string) => truncate(file, 200)],
      ['e', (file: string) => writeFile(file, '')],
    ] as const) {
      const { splits } = await changed(name, (folder) => damage(path.join(folder, image)));
      await expect(
        splits['gallery']!.read(Int32Array.of(5), { height: 4, width: 4 }),
      ).rejects.toThrow(`${image}: The image cannot be decoded`);
    }
  });

  it('refuses moments for other channels', () => {
    expect(() => market1501({ mean: [0.5] })).toThrow('1 numbers in mean and 3 channels');
    expect(() => market1501({ channels: 1, std: [0.5, 0.5] })).toThrow('2 numbers in std');
  });
});

it('the name of an image says identity and camera', () => {
  expect(parseMarketName('0002_c1s1_000451_03.jpg')).toEqual({ identity: 2, camera: 1 });
  expect(parseMarketName('-1_c6s4_023.jpg')).toEqual({ identity: -1, camera: 6 });
  expect(parseMarketName('0000_c3s1_1.jpg')).toEqual({ identity: 0, camera: 3 });
  expect(parseMarketName('c1s1_0002.jpg')).toBeUndefined();
  expect(parseMarketName('-2_c1.jpg')).toBeUndefined();
});
