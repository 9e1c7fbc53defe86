import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Dataset, type Files, type ImageSize, InputError, noDecoder } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from './bytes.ts';
import { cifar10, cifar100, fashionMnist } from './index.ts';
import { smallFiles } from './testing/smallFiles.ts';

const opening = (dataset: Dataset, files: Files) => dataset.open(files, { decoder: noDecoder });

describe('files', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'codistill-data-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  const put = async (name: string, bytes: Uint8Array) => {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), bytes);
    return folderFiles(path.join(root, name.split('/')[0]!));
  };

  /** 10,000 records of CIFAR-10 with the same pixels. */
  const head = Uint8Array.from({ length: 3073 }, (_, k) => (k === 0 ? 0 : k % 251));
  const records = (change: (bytes: Uint8Array) => void = () => {}) => {
    const bytes = new Uint8Array(10_000 * 3073);
    for (let i = 0; i < 10_000; i++) {
      bytes.set(head, i * 3073);
      bytes[i * 3073] = i % 10;
    }
    change(bytes);
    return bytes;
  };
  const open = async (name: string, bytes: Uint8Array, verify = true) =>
    opening(cifar10({ verify }), await put(name, bytes));
  const sumsOf = async (files: Readonly<Record<string, Uint8Array>>) =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(files).map(async ([name, bytes]) => [name, await sha256(bytes)] as const),
      ),
    );

  it('of CIFAR-10: label, then three planes, to pixels of three channels', async () => {
    const few = records().slice(0, 12 * 3073);
    const names = [...[1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`), 'test_batch.bin'];
    const checksums = await sumsOf(Object.fromEntries(names.map((name) => [name, few])));
    for (const name of names)
      await put(`a/cifar-10-batches-bin/${name}.gz`, gzipSync(few, { level: 1 }));
    const { splits } = await opening(cifar10({ checksums }), folderFiles(path.join(root, 'a')));
    expect(splits['train']!.size).toBe(60);
    const test = splits['test']!;
    expect(test.targets.values).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1));
    const pixels = await test.read(Int32Array.of(3), { height: 32, width: 32 });
    for (const k of [0, 5, 1023])
      expect([...pixels.slice(3 * k, 3 * k + 3)]).toEqual([
        head[1 + k],
        head[1025 + k],
        head[2049 + k],
      ]);
  });
  it('of Fashion-MNIST: IDX', async () => {
    const images = new Uint8Array(16 + 10 * 784);
    images.set([0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28]);
    images.set([1, 2, 3], 16 + 784);
    const header = [0, 0, 8, 1, 0, 0, 0, 10];
    const labels = Uint8Array.from({ length: 8 + 10 }, (_, i) => header[i] ?? i % 10);
    const write = async (pixels: Uint8Array) => {
      const written = Object.fromEntries(
        ['train', 't10k'].flatMap((name) => [
          [`${name}-images-idx3-ubyte`, pixels],
          [`${name}-labels-idx1-ubyte`, labels],
        ]),
      );
      for (const [name, bytes] of Object.entries(written)) await put(`b/${name}`, bytes);
      return opening(
        fashionMnist({ checksums: await sumsOf(written) }),
        folderFiles(path.join(root, 'b')),
      );
    };
    const test = (await write(images)).splits['test']!;
    expect([...test.targets.values.slice(0, 3)]).toEqual([8, 9, 0]);
    const read = await test.read(Int32Array.of(1), { height: 28, width: 28 });
    expect([...read.slice(0, 4)]).toEqual([1, 2, 3, 0]);
    images[2] = 9;
    await expect(write(images)).rejects.toThrow('train-images-idx3-ubyte is not an IDX file');
  });
  it('that are absent are named, with their size and sum and where they are looked for', async () => {
    const error = await opening(cifar10(), folderFiles(root)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    for (const part of [
      'data_batch_1.bin (30730000 bytes',
      'cee91656',
      'cifar-10-batches-bin/data_batch_1.bin.gz',
      '--data',
      'cifar-10-binary.tar.gz',
    ])
      expect(String(error)).toContain(part);
    const nowhere = path.join(root, 'nowhere');
    await expect(opening(cifar10(), folderFiles(nowhere))).rejects.toThrow(nowhere);
  });
  it('that are cut short, damaged, changed or of another dataset are refused by a sentence', async () => {
    await expect(open('c/data_batch_1.bin', records().slice(0, 1000))).rejects.toThrow(
      'data_batch_1.bin has 1000 bytes where 30730000 were expected',
    );
    await expect(open('d/data_batch_1.bin.gz', gzipSync(head).slice(0, 20))).rejects.toThrow(
      'data_batch_1.bin.gz (20 bytes)',
    );
    await expect(open('e/data_batch_1.bin', records())).rejects.toThrow(
      'is not the official file: its SHA-256 is',
    );
    const wrong = records((bytes) => {
      bytes[5 * 3073] = 12;
    });
    await expect(open('f/data_batch_1.bin', wrong, false)).rejects.toThrow(
      'the label of example 5 is 12',
    );
  });
  const own = async (folder: string, name: 'cifar10' | 'cifar100' | 'fashion-mnist') => {
    const { files, checksums } = await smallFiles(name, { train: 300, test: 100 });
    for (const [file, bytes] of Object.entries(files)) await put(`${folder}/${file}`, bytes);
    return { files: folderFiles(path.join(root, folder)), checksums, bytes: files };
  };
  it.each([
    ['cifar10', cifar10],
    ['cifar100', cifar100],
    ['fashion-mnist', fashionMnist],
  ] as const)(
    'of %s in its layout, with few examples, are taken by their checksums',
    async (name, dataset) => {
      const { files, checksums } = await own(`g/${name}`, name);
      const { facts, splits } = await opening(dataset({ checksums }), files);
      const [train, test] = [splits['train']!, splits['test']!];
      expect([train.size, test.size]).toEqual([300, 100]);
      expect(train.targets.values).toEqual(
        Int32Array.from({ length: 300 }, (_, i) => i % facts.classes!),
      );
      const size = facts.size as ImageSize;
      expect(await train.read(Int32Array.of(299), size)).toHaveLength(
        size.height * size.width * facts.channels,
      );
      await expect(opening(dataset(), files)).rejects.toThrow('bytes where');
    },
  );
  it('of one’s own that are not those of the checksums, or not whole, are refused by a sentence', async () => {
    const { files, checksums, bytes } = await own('h', 'cifar100');
    const openWith = (options: Parameters<typeof cifar100>[0]) =>
      (async () => opening(cifar100(options), files))();
    const other = { ...checksums, 'train.bin': checksums['test.bin']! };
    await expect(openWith({ checksums: other })).rejects.toThrow(
      'is not the file that the option checksums names: its SHA-256 is',
    );
    await expect(openWith({ checksums, verify: false })).rejects.toThrow('contradict each other');
    for (const wrong of [
      {},
      { 'train.bin': checksums['train.bin']! },
      { ...checksums, 'extra.bin': checksums['train.bin']! },
      { ...checksums, 'train.bin': 'ABC' },
      { ...checksums, 'train.bin': checksums['train.bin']!.toUpperCase() },
    ])
      await expect(openWith({ checksums: wrong })).rejects.toThrow(InputError);
    const train = bytes['cifar-100-binary/train.bin']!;
    await put('h/cifar-100-binary/train.bin', train.subarray(0, train.length - 1));
    await expect(openWith({ checksums })).rejects.toThrow(
      'which is not a whole number of examples',
    );
    await put('h/cifar-100-binary/train.bin', new Uint8Array());
    await expect(openWith({ checksums })).rejects.toThrow(
      'which is not a whole number of examples',
    );
  });
  it('of Fashion-MNIST whose heads lie, or of which one has more examples, are refused', async () => {
    const { files, checksums, bytes } = await own('i', 'fashion-mnist');
    const [images, labels] = [
      'i/fashion-mnist/train-images-idx3-ubyte',
      'i/fashion-mnist/train-labels-idx1-ubyte',
    ];
    const openAs = async (file: string, content: Uint8Array) => {
      const before = bytes[file.slice(2)]!;
      await put(file, content);
      const sums = { ...checksums, [path.basename(file)]: await sha256(content) };
      const opened = await opening(fashionMnist({ checksums: sums }), files).catch(
        (reason: unknown) => reason,
      );
      await put(file, before);
      return String(opened);
    };
    const lying = (file: string) => {
      const copy = bytes[file.slice(2)]!.slice();
      copy[7] = copy[7]! + 1;
      return copy;
    };
    expect(await openAs(images!, lying(images!))).toContain(
      'after its head, which says 301 x 28 x 28',
    );
    expect(await openAs(labels!, lying(labels!))).toContain('after its head, which says 301');
    const more = Uint8Array.of(...lying(labels!), 0);
    expect(await openAs(labels!, more)).toContain('holds 300 images and');
  });
});
