import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Dataset, InputError, type OpenDataset } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../bytes.ts';
import { cifar10, cifar100 } from '../index.ts';
import { tarOf } from '../testing/tarShards.ts';
import { pickledBatch } from './pickled.ts';

const golden = fileURLToPath(new URL('./golden/', import.meta.url));
const decoder = sharpDecoder();
const batches = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`);

describe('the files of CIFAR', () => {
  let root: string;
  let pickle: Uint8Array;
  /** Four images in the records of CIFAR-10 and of CIFAR-100. */
  let ten: Uint8Array;
  let hundred: Uint8Array;
  let pngs: Uint8Array[];
  const labels = { fine: [99, 0, 3, 42], coarse: [19, 1, 0, 7] };
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'codistill-cifar-'));
    pickle = await readFile(`${golden}python2.pickle`);
    const lists = ['labels', 'fine_labels', 'coarse_labels'];
    const { data, labels: read } = pickledBatch(pickle, 'golden', lists);
    const records = (heads: readonly string[]) =>
      Buffer.concat(
        [0, 1, 2, 3].flatMap((i) => [
          Buffer.from(heads.map((name) => read[name]![i]!)),
          data.subarray(3072 * i, 3072 * (i + 1)),
        ]),
      );
    ten = records(['labels']);
    hundred = records(['coarse_labels', 'fine_labels']);
    await put('binary/cifar-100-binary/train.bin', hundred);
    await put('binary/cifar-100-binary/test.bin', hundred);
    pngs = await Promise.all(
      [0, 1, 2, 3].map(async (i) => {
        const pixels = Buffer.alloc(3072, 0);
        for (let k = 0; k < 3072; k++) pixels[k] = data[3072 * i + 1024 * (k % 3) + ((k / 3) | 0)]!;
        const raw = { width: 32, height: 32, channels: 3 } as const;
        return new Uint8Array(await sharp(pixels, { raw }).png().toBuffer());
      }),
    );
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  const put = async (name: string, bytes: Uint8Array) => {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), bytes);
  };
  const open = (dataset: Dataset, folder: string) =>
    dataset.open(folderFiles(path.join(root, folder)), {
      decoder,
      cache: folderFiles(path.join(root, 'cache')),
    });
  const message = async (dataset: Dataset, folder: string) => {
    const error = await open(dataset, folder).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  };
  const content = ({ facts, splits }: OpenDataset) => [
    facts,
    Object.entries(splits).map(([name, { targets, pixels }]) => [
      name,
      [...targets.values],
      Buffer.from(pixels!).toString('base64'),
    ]),
  ];
  const sums = async () => {
    const sum = await sha256(Uint8Array.from(hundred));
    return { 'train.bin': sum, 'test.bin': sum };
  };
  const sumsOfTen = async () => {
    const sum = await sha256(Uint8Array.from(ten));
    return Object.fromEntries([...batches, 'test_batch'].map((name) => [`${name}.bin`, sum]));
  };

  it('are the same from the Python archive, packed, unpacked or gzipped, as from binary files', async () => {
    const checksums = await sums();
    const expected = content(await open(cifar100({ checksums }), 'binary'));
    await put('unpacked/cifar-100-python/train', pickle);
    await put('unpacked/cifar-100-python/test.gz', gzipSync(pickle));
    const archive = await tarOf([
      ['cifar-100-python/', ''],
      ['cifar-100-python/train', pickle],
      ['cifar-100-python/test', pickle],
    ]);
    await put('packed/cifar-100-python.tar.gz', gzipSync(archive));
    await put('tarred/cifar-100-python.tar', archive);
    for (const folder of ['unpacked', 'packed', 'tarred'])
      expect(content(await open(cifar100({ checksums }), folder))).toEqual(expected);
    const coarse = { labels: 'coarse', checksums } as const;
    expect(content(await open(cifar100(coarse), 'packed'))).toEqual(
      content(await open(cifar100(coarse), 'binary')),
    );
    const names = [...batches, 'test_batch'];
    for (const name of names) await put(`ten/cifar-10-batches-py/${name}`, pickle);
    for (const name of names) await put(`ten-binary/${name}.bin`, ten);
    const own = { checksums: await sumsOfTen() };
    expect(content(await open(cifar10(own), 'ten'))).toEqual(
      content(await open(cifar10(own), 'ten-binary')),
    );
  });
  const parquetOf = (names: readonly string[], classes: readonly (readonly number[])[]) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'img', data: pngs },
          ...names.map((name, i) => ({ name, data: classes[i]!.map(BigInt) })),
        ],
      }),
    );
  it('are the same from parquet, and their pixels are kept', async () => {
    const file = parquetOf(['fine_label', 'coarse_label'], [labels.fine, labels.coarse]);
    await put('parquet/cifar100/train-00000-of-00001.parquet', file);
    await put('parquet/cifar100/test-00000-of-00001.parquet', file);
    const checksums = await sums();
    for (const kind of ['fine', 'coarse'] as const)
      for (const _ of ['first', 'from the cache'])
        expect(content(await open(cifar100({ labels: kind, verify: false }), 'parquet'))).toEqual(
          content(await open(cifar100({ labels: kind, checksums }), 'binary')),
        );
    expect(await message(cifar100(), 'parquet')).toContain('hold 4 images, and 50000 were');
    expect(await message(cifar100({ checksums }), 'parquet')).toContain('checksums holds for');
    await rm(path.join(root, 'parquet/cifar100/test-00000-of-00001.parquet'));
    expect(await message(cifar100(), 'parquet')).toContain('test of');
    await put('label/train.parquet', parquetOf(['fine_label'], [[3, 100, 2, 1]]));
    expect(await message(cifar100({ verify: false }), 'label')).toContain(
      'row 1: the label is 100',
    );
    await put('column/train.parquet', parquetOf(['label'], [[3, 1, 2, 1]]));
    expect(await message(cifar100({ verify: false }), 'column')).toContain(
      'no column "fine_label"',
    );
    const small = await sharp(Buffer.alloc(300), { raw: { width: 10, height: 10, channels: 3 } })
      .png()
      .toBuffer();
    pngs.splice(2, 1, new Uint8Array(small));
    await put('size/train.parquet', parquetOf(['label'], [[3, 1, 2, 1]]));
    expect(await message(cifar10({ verify: false }), 'size')).toContain('row 2: the image has 10');
  });
  it('are read binary first, then Python, then parquet, unless the option files says which', async () => {
    await cp(path.join(root, 'unpacked'), path.join(root, 'all'), { recursive: true });
    await cp(path.join(root, 'binary'), path.join(root, 'all'), { recursive: true });
    await put('all/cifar-100-python/train', Uint8Array.of(1));
    const checksums = await sums();
    await open(cifar100({ checksums }), 'all');
    expect(await message(cifar100({ checksums, files: 'python' }), 'all')).toContain(
      'all/cifar-100-python/train is no batch of CIFAR',
    );
    expect(await message(cifar100({ files: 'parquet' }), 'all')).toContain('No parquet file');
    expect(await message(cifar100({ files: 'python' }), 'binary')).toContain('The file train of');
    expect(await message(cifar100(), 'nothing')).toContain('train.bin (153700000 bytes');
  });
  it('of Python that are cut short, changed or would run code are refused by a sentence', async () => {
    const at = 'bad/cifar-100-python/train';
    await put(at, pickle);
    expect(await message(cifar100(), 'bad')).toContain('train holds 4 images, and 50000 were');
    expect(
      await message(
        cifar100({ checksums: { ...(await sums()), 'train.bin': '0'.repeat(64) } }),
        'bad',
      ),
    ).toContain('is not the file that the option checksums names');
    await put(at, await readFile(`${golden}malicious.pickle`));
    expect(await message(cifar100(), 'bad')).toContain('names posix.system');
    await put(at, gzipSync(pickle).subarray(0, 400));
    expect(await message(cifar100(), 'bad')).toContain('cannot be unpacked');
    const archive = gzipSync(await tarOf([['cifar-100-python/test', pickle]]));
    await put('lacking/cifar-100-python.tar.gz', archive);
    expect(await message(cifar100(), 'lacking')).toContain('has no file cifar-100-python/train');
    await put('lacking/cifar-100-python.tar.gz', archive.subarray(0, 500));
    expect(await message(cifar100(), 'lacking')).toContain('cannot be unpacked');
    await put('lacking/cifar-100-python.tar.gz', gzipSync(Buffer.alloc(2000, 5)));
    expect(await message(cifar100(), 'lacking')).toContain('is no whole tar file');
  });
  it('run nothing: the file that a malicious batch would make is not there', () => {
    expect(execFileSync('ls', { encoding: 'utf8' })).not.toContain('pwned');
  });
});
