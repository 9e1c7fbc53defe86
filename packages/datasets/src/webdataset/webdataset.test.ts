import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Files, InputError } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from '../testing/tarShards.ts';
import { writtenPictures } from '../testing/writtenPictures.ts';
import { webdataset } from './webdataset.ts';

const size = { height: 32, width: 32 };
const decoder = sharpDecoder();
type Given = Parameters<typeof webdataset>[0];

describe('webdataset', () => {
  let root: string;
  let png: Uint8Array;
  let jpg: Uint8Array;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'codistill-tar-'));
    await writtenPictures(root);
    png = await readFile(path.join(root, 'files/train/class-00/00000.png'));
    jpg = await readFile(path.join(root, 'files/train/class-00/00001.jpg'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  const put = async (name: string, bytes: Uint8Array) => {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), bytes);
  };
  const open = (folder: string, options: Given = {}) =>
    webdataset(options).open(folderFiles(path.join(root, folder)), { decoder });
  const message = async (folder: string, options: Given = {}) => {
    const error = await open(folder, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  };

  it('finds samples once, keeps where they are until a shard changes, and reads them by range', async () => {
    const folder = path.join(root, 'tar');
    const cache = folderFiles(path.join(root, 'cache'));
    const reads: string[] = [];
    const plain = folderFiles(folder);
    const read: Files['read'] = async (file, range) => {
      reads.push(file);
      return plain.read(file, range);
    };
    const given = { decoder, cache };
    const first = await webdataset().open({ ...plain, read }, given);
    expect(first.splits['train']!.targets.values).toEqual(
      Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3),
    );
    expect(first.splits['test']!.size).toBe(8);
    expect(reads.length).toBeGreaterThan(4);
    reads.length = 0;
    const { splits, facts, fingerprint } = await webdataset().open({ ...plain, read }, given);
    expect(reads).toEqual([]);
    expect([facts, fingerprint]).toEqual([first.facts, first.fingerprint]);
    const pixels = await splits['train']!.read(Int32Array.of(11, 0), size);
    expect(reads).toHaveLength(2);
    expect(pixels).toEqual(await first.splits['train']!.read(Int32Array.of(11, 0), size));
    reads.length = 0;
    await utimes(path.join(folder, 'test-000001.tar'), 1e9, 1e9);
    await webdataset().open({ ...plain, read }, given);
    expect([...new Set(reads)]).toEqual(['test-000001.tar']);
    for (const name of await readdir(path.join(root, 'cache/webdataset')))
      await writeFile(path.join(root, 'cache/webdataset', name), '[["a", 1');
    const again = await webdataset().open(plain, given);
    expect(again.fingerprint).toBe(first.fingerprint);
  });
  it('takes labels from .json or .cls, and images by their ending', async () => {
    const json = (label: unknown, other: unknown) => JSON.stringify({ label, other });
    await put(
      'json/train-0.tar',
      await tarOf([
        ['./b/1.json', json(1, 'dog')],
        ['./b/1.PNG', png],
        ['./b/1.mask.png', png],
        ['./b/2.jpg', jpg],
        ['./b/2.json', json(0, 'cat')],
        ['./b/2.cls', '3\n'],
        ['__notes', 'no sample'],
      ]),
    );
    const labels = async (options: Given) => {
      const { facts, splits } = await open('json', options);
      return [facts.names, [...splits['train']!.targets.values]];
    };
    expect(await labels({})).toEqual([undefined, [1, 3]]);
    expect(await labels({ label: 'label' })).toEqual([undefined, [1, 0]]);
    expect(await labels({ label: 'other' })).toEqual([
      ['cat', 'dog'],
      [1, 0],
    ]);
    expect(await message('json', { label: 'none' })).toMatch(
      /train-0\.tar, \.\/b\/1: the sample has no label: a label in the field "none"/,
    );
    expect(await message('json', { image: 'mask.png' })).toContain('b/2: the sample has no image');
    const several = (label: unknown) => JSON.stringify({ label });
    await put(
      'several/train.tar',
      await tarOf([
        ['a.png', png],
        ['a.json', several([0, 2])],
        ['b.png', png],
        ['b.json', several([])],
      ]),
    );
    const { splits } = await open('several');
    expect(splits['train']!.targets).toEqual({
      kind: 'bits',
      width: 3,
      values: Uint8Array.of(1, 0, 1, 0, 0, 0),
    });
    const fractions = [
      ['a.png', png],
      ['a.cls', '0.5'],
      ['b.png', png],
      ['b.cls', '2'],
    ] as const;
    await put('several/train.tar', await tarOf(fractions));
    expect((await open('several')).splits['train']!.targets).toMatchObject({ kind: 'numbers' });
  });
  it('refuses what cannot be, by a sentence with the shard, the sample and the reason', async () => {
    const cases: readonly (readonly [Parameters<typeof tarOf>[0], string])[] = [
      [[], 'holds no sample'],
      [[['a.cls', '1']], ', a: the sample has no image, only .cls'],
      [[['a.png', png]], ', a: the sample has no label: .cls or .json was expected'],
      [
        [
          ['a.png', png],
          ['a.cls', ' '],
        ],
        ', a: the sample has no label',
      ],
      [
        [
          ['a.png', png],
          ['a.jpg', jpg],
          ['a.cls', '1'],
        ],
        'several images, .png, .jpg',
      ],
      [
        [
          ['a.png', png],
          ['a.png', png],
        ],
        'has a.png twice',
      ],
      [
        [
          ['a.png', png],
          ['a.json', '{'],
        ],
        'a.json: the file is not JSON',
      ],
      [
        [
          ['a.png', ''],
          ['a.cls', '1'],
        ],
        'a.png: the image has no bytes',
      ],
      [
        [
          ['a.png', 'no image'],
          ['a.cls', '1'],
        ],
        'a.png: The image cannot be decoded',
      ],
      [
        [
          ['a.png', png],
          ['a.cls', '-3'],
        ],
        'a.png: the label is -3',
      ],
      [
        [
          ['a.png', png],
          ['a.cls', '123456789'],
        ],
        'so many classes are not believed',
      ],
      [
        [
          ['a.png', png],
          ['a.cls', '1'],
          ['b.png', png],
          ['b.cls', 'x'],
        ],
        'b.png: the label is a text',
      ],
    ];
    for (const [files, expected] of cases) {
      await put('bad/train.tar', await tarOf(files));
      const found = await message('bad');
      expect(found).toContain(`${root}/bad/train.tar`);
      expect(found).toContain(expected);
    }
    const files = ['a', 'b', 'c'].flatMap((key) => [
      [`${key}.png`, key === 'b' ? png : 'no image'] as const,
      [`${key}.cls`, '1'] as const,
    ]);
    await put('bad/train.tar', await tarOf(files));
    const found = await message('bad');
    expect(found).toMatch(
      /^2 of the images that were looked at cannot be used: .*a\.png: .*; .*c\.png: /,
    );
  });
  it('refuses shards that are cut short, damaged, compressed or joined', async () => {
    const good = await readFile(path.join(root, 'tar/train-000000.tar'));
    const other = Uint8Array.from(good);
    other[600] = 7;
    other[5] = 200;
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [new Uint8Array(), 'at byte 0, the file ends'],
      [good.subarray(0, 700), 'at byte 0, an entry of'],
      [good.subarray(0, good.length - 1024), 'the file ends, and a header was expected'],
      [good.subarray(0, good.length - 512), 'the file ends within its last two blocks'],
      [other, 'at byte 0, the checksum of a header is wrong'],
      [Buffer.concat([good, good]), 'bytes follow behind the end'],
    ];
    for (const [bytes, expected] of cases) {
      await put('cut/train.tar', bytes);
      expect(await message('cut')).toContain(`${root}/cut/train.tar is no whole tar file: `);
      expect(await message('cut')).toContain(expected);
    }
    await put('zipped/train.tar.gz', good);
    expect(await message('zipped')).toContain('zipped/train.tar.gz is compressed');
  });
  it('says so when an image is not where it was', async () => {
    const pair = [
      ['a.png', png],
      ['a.cls', '1'],
    ] as const;
    await put('moved/train.tar', await tarOf(pair));
    const { index } = await open('moved');
    await put('moved/train.tar', await tarOf([['first', 'x'], ...pair]));
    const files = folderFiles(path.join(root, 'moved'));
    const again = await webdataset().open(files, { decoder, index });
    await expect(again.splits['train']!.read(Int32Array.of(0), size)).rejects.toThrow(
      /moved\/train\.tar has changed since it was opened/,
    );
  });
});
