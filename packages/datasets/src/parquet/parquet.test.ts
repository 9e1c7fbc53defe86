import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Files, InputError } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenPictures } from '../testing/writtenPictures.ts';
import { parquet } from './parquet.ts';

const golden = fileURLToPath(new URL('./golden/files/', import.meta.url));
const size = { height: 32, width: 32 };
const decoder = sharpDecoder();

describe('parquet', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'codistill-parquet-'));
    await writtenPictures(root);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  /** The files of a folder, and the ranges that are read, as 'path from to'. */
  const watched = (folder: string) => {
    const files = folderFiles(folder);
    const reads: string[] = [];
    const read: Files['read'] = async (file, range) => {
      reads.push(`${file} ${range?.join(' ')}`);
      return files.read(file, range);
    };
    return { files: { ...files, read }, reads };
  };

  it('reads labels without images, and row groups once while they are kept', async () => {
    const cache = folderFiles(path.join(root, 'cache'));
    const data = path.join(root, 'parquet');
    const first = await parquet().open(folderFiles(data), { decoder, cache });
    const { files, reads } = watched(data);
    const { splits, facts, fingerprint } = await parquet().open(files, { decoder, cache });
    expect(facts).toEqual(first.facts);
    expect(fingerprint).toBe(first.fingerprint);
    const opened = reads.length;
    const bytes = reads.map((one) => one.split(' ').map(Number)).map(([, from, to]) => to! - from!);
    const images = (await files.stat('data/train-00000-of-00002.parquet'))!.size;
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(images);
    expect(splits['train']!.targets.values).toEqual(
      Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3),
    );
    // Each shard has a group of 5 rows and one of 1.
    await splits['train']!.read(Int32Array.of(11, 0, 4, 6, 5), size);
    expect(reads.length - opened).toBe(4);
    await splits['train']!.read(Int32Array.of(1, 2, 3, 7), size);
    expect(reads.length - opened).toBe(4);
  });
  it('keeps no more row groups than the memory that it may use', async () => {
    const data = path.join(root, 'large');
    const raw = Array.from({ length: 4 }, (_, i) => ({ bytes: new Uint8Array(400_000).fill(i) }));
    await put('large/train.parquet', { image: raw, label: [0n, 1n, 0n, 1n] }, 1);
    const { files, reads } = watched(data);
    const fake = {
      name: 'fake',
      shape: async () => ({ height: 1, width: 1 }),
      pixels: async (bytes: Uint8Array) => bytes.slice(0, 3).map((byte) => 50 + byte),
    };
    const { splits } = await parquet({ memory: 1 }).open(files, { decoder: fake });
    const one = { height: 1, width: 1 };
    const read = async (...rows: number[]) => {
      const before = reads.length;
      const pixels = await splits['train']!.read(Int32Array.from(rows), one);
      expect([...pixels]).toEqual(rows.flatMap((row) => new Array<number>(3).fill(50 + row)));
      return reads.length - before;
    };
    await read(0, 1, 2, 3);
    expect(await read(3, 2)).toBe(0);
    expect(await read(0)).toBe(1);
    expect(await read(3, 0)).toBe(0);
    expect(await read(2)).toBe(1);
  });
  const put = async (name: string, columns: Record<string, unknown[]>, rowGroupSize = 100) => {
    const columnData = Object.entries(columns).map(([column, data]) => ({ name: column, data }));
    const isStruct = columns['image']?.some((one) => one && !(one instanceof Uint8Array));
    const schema = isStruct && [
      { name: 'schema', num_children: 2 },
      { name: 'image', num_children: 2, repetition_type: 'OPTIONAL' as const },
      { name: 'bytes', type: 'BYTE_ARRAY' as const, repetition_type: 'OPTIONAL' as const },
      {
        name: 'path',
        type: 'BYTE_ARRAY' as const,
        converted_type: 'UTF8' as const,
        repetition_type: 'OPTIONAL' as const,
      },
      { name: 'label', type: 'INT64' as const, repetition_type: 'OPTIONAL' as const },
    ];
    const buffer = parquetWriteBuffer({ columnData, rowGroupSize, ...(schema && { schema }) });
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), new Uint8Array(buffer));
  };
  const open = (folder: string, options: Parameters<typeof parquet>[0] = {}) =>
    parquet(options).open(folderFiles(path.join(root, folder)), { decoder });
  const message = async (folder: string, options: Parameters<typeof parquet>[0] = {}) => {
    const error = await open(folder, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  };

  it('takes validation shards as the test, and the columns and folder of options', async () => {
    const from = path.join(golden, 'snappy');
    const to = path.join(root, 'choice');
    await cp(from, path.join(to, 'one'), { recursive: true });
    await copyFile(
      path.join(from, 'test-00000-of-00001.parquet'),
      path.join(to, 'one/validation-00000-of-00001.parquet'),
    );
    await cp(path.join(to, 'one'), path.join(to, 'two'), { recursive: true });
    expect(await message('choice')).toContain('several folders: one/, two/. Name');
    const { splits } = await open('choice', { folder: 'one', test: 'validation', classes: 7 });
    expect(splits['test']!.size).toBe(2);
    await rm(path.join(to, 'one/test-00000-of-00001.parquet'));
    const { facts } = await open('choice', { folder: 'one', classes: 7, channels: 1 });
    expect(facts).toMatchObject({ classes: 7, channels: 1 });
    expect(facts.names).toBeUndefined();
    expect(await message('choice', { folder: 'one', test: 'test' })).toContain('train, validation');
    expect(await message('choice', { folder: 'one', label: 'labels' })).toContain(
      'no column "labels" for the label: its columns are image, label',
    );
    expect(await message('choice', { folder: 'one', image: 'label' })).toContain('is INT64, and');
    await rm(path.join(to, 'one/train-00001-of-00002.parquet'));
    expect(await message('choice', { folder: 'one' })).toContain('there are 2 shards, and 1');
  });
  it('refuses files that are cut short or are no parquet, by a sentence with the path', async () => {
    const good = await readFile(path.join(golden, 'snappy/train-00000-of-00002.parquet'));
    const damaged: readonly (readonly [Uint8Array, string])[] = [
      [new Uint8Array(), 'it has 0 bytes'],
      [good.subarray(0, 900), 'it does not end with PAR1'],
      [good.subarray(4), 'it does not begin with PAR1'],
      [
        Buffer.concat([good.subarray(0, -8), Buffer.of(255, 255, 0, 0), good.subarray(-4)]),
        '65535',
      ],
      [Buffer.concat([good.subarray(0, 4), Buffer.alloc(40), good.subarray(-8)]), 'its footer'],
    ];
    for (const [bytes, why] of damaged) {
      await mkdir(path.join(root, 'cut'), { recursive: true });
      await writeFile(path.join(root, 'cut/train.parquet'), bytes);
      expect(await message('cut')).toMatch(/cut\/train\.parquet is no whole parquet file: /);
      expect(await message('cut')).toContain(why);
    }
    const broken = Uint8Array.from(good);
    broken.fill(0, 4, 600);
    await writeFile(path.join(root, 'cut/train.parquet'), broken);
    expect(await message('cut')).toMatch(/cut\/train\.parquet: the column image of rows 0 to 2/);
    expect(await message('nowhere')).toContain('has no file that ends in .parquet');
    await rm(path.join(root, 'cut/train.parquet'));
    expect(await message('cut')).toContain('has no file that ends in .parquet');
  });
  const png = async () =>
    Uint8Array.from(await readFile(path.join(root, 'files/train/class-00/00000.png')));
  it('refuses rows without image or label, and labels that cannot be', async () => {
    const image = await png();
    const row = { bytes: image, path: '0.png' };
    const cases: readonly (readonly [unknown[], unknown[], string])[] = [
      [[row, null], [0n, 1n], 'row 1: there is no image'],
      [
        [row, { path: 'a.png' }],
        [0n, 1n],
        'row 1: the image is not in the file, which names a.png',
      ],
      [[row, { bytes: new Uint8Array() }], [0n, 1n], 'row 1: the image has no bytes'],
      [
        [row, { bytes: Uint8Array.of(1, 2) }],
        [0n, 1n],
        'row 1: The image cannot be decoded: Input buffer',
      ],
      [[row, row], [0n, null], 'row 1: the label is missing'],
      [[row, row], [0n, -2n], 'row 1: the label is -2, but labels go from 0 to 1'],
      [[row, row], [-1n, -1n], 'all labels are -1'],
    ];
    for (const [images, label, expected] of cases) {
      await put('rows/train.parquet', { image: images, label });
      expect(await message('rows')).toContain(`${root}/rows/train.parquet`);
      expect(await message('rows')).toContain(expected);
    }
    await put('rows/train.parquet', { image: [row, row], label: [0n, 5n] });
    expect(await message('rows', { classes: 5 })).toContain('row 1: the label is 5');
    await put('rows/test.parquet', { image: [row], label: [6n] });
    expect(await message('rows')).toContain('rows/test.parquet, row 0: the label is 6');
    await put('rows/other.parquet', { image: [row], label: [6n] });
    expect(await message('rows')).toContain('rows/other.parquet: the name says no split');
  });
  it('says so when a shard has changed since its index was made', async () => {
    const data = path.join(root, 'changing');
    await cp(path.join(golden, 'zstd'), data, { recursive: true });
    const { index } = await open('changing');
    const test = path.join(data, 'test-00000-of-00001.parquet');
    await copyFile(path.join(data, 'train-00000-of-00002.parquet'), test);
    const again = await parquet().open(folderFiles(data), { decoder, index });
    await expect(again.splits['test']!.read(Int32Array.of(0), size)).rejects.toThrow(
      /test-00000-of-00001\.parquet has changed since it was opened/,
    );
  });
});
