import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Dataset, InputError } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cifar10, cifar100, fashionMnist } from './index.ts';

/**
 * Mean and deviation of the training pixels, by channel, and how many examples each class has, in
 * train and test.
 */
async function facts(dataset: Dataset, root: string) {
  const [train, test] = [
    await dataset.open('train', folderFiles(root)),
    await dataset.open('test', folderFiles(root)),
  ];
  const channels = dataset.imageShape[2];
  const pixels = await train.read(Int32Array.from({ length: train.size }, (_, i) => i));
  // How often each value comes, in each channel: integers, for the training images of CIFAR are 150
  // million bytes.
  const times = new Uint32Array(256 * channels);
  for (let i = 0; i < pixels.length; i += channels)
    for (let channel = 0; channel < channels; channel++)
      times[256 * channel + pixels[i + channel]!]!++;
  const moment = (channel: number, power: number) =>
    times
      .subarray(256 * channel, 256 * (channel + 1))
      .reduce((sum, count, byte) => sum + count * (byte / 255) ** power, 0) /
    (pixels.length / channels);
  const counts = (labels: Int32Array) => {
    const found = new Array<number>(dataset.classes).fill(0);
    for (const label of labels) found[label]!++;
    return [...new Set(found)];
  };
  return {
    mean: dataset.mean.map((_, channel) => moment(channel, 1)),
    std: dataset.std.map((_, channel) => Math.sqrt(moment(channel, 2) - moment(channel, 1) ** 2)),
    counts: [counts(train.labels), counts(test.labels)],
  };
}
const expectFacts = async (dataset: Dataset, root: string, counts: number[][]) => {
  const found = await facts(dataset, root);
  expect(found.counts).toEqual(counts);
  found.mean.forEach((mean, channel) => {
    expect(Math.abs(mean - dataset.mean[channel]!)).toBeLessThan(6e-5);
    expect(Math.abs(found.std[channel]! - dataset.std[channel]!)).toBeLessThan(6e-5);
  });
};

// The complete files, where they are: beside the repository, or in the folder that CODISTILL_DATA
// names.
const shared = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../../../shared/data',
);
const roots = [process.env['CODISTILL_DATA'] ?? shared, shared, '/usr/share/datasets'];
const rootOf = (file: string) =>
  roots.find((root) => existsSync(path.join(root, file))) ?? 'absent';

const hundred = rootOf('cifar-100-binary/train.bin.gz');
describe.skipIf(hundred === 'absent')('cifar100, complete', () => {
  it('is checked by its sums, in the folder and one above, and has 600 images of each class', async () => {
    await expectFacts(cifar100(), path.join(hundred, 'cifar-100-binary'), [[500], [100]]);
    const test = await cifar100({ labels: 'coarse' }).open('test', folderFiles(hundred));
    expect([...new Set(test.labels)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    );
  });
});
const ten = rootOf('cifar-10-batches-bin/test_batch.bin');
it.skipIf(ten === 'absent')(
  'cifar10, complete, is checked by its sums and has 6,000 images of each class',
  () => expectFacts(cifar10(), ten, [[5000], [1000]]),
);
const clothes = rootOf('fashion-mnist/train-images-idx3-ubyte.gz');
it.skipIf(clothes === 'absent')(
  'fashion-mnist, complete, is checked by its sums and has 7,000 images of each class',
  () => expectFacts(fashionMnist(), clothes, [[6000], [1000]]),
);

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

  /** 10,000 records of CIFAR-10, all of the same pixels. */
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
    cifar10({ verify }).open('test', await put(name, bytes));

  it('of CIFAR-10: label, then three planes, to pixels of three channels', async () => {
    const test = await open(
      'a/cifar-10-batches-bin/test_batch.bin.gz',
      gzipSync(records(), { level: 1 }),
      false,
    );
    expect(test.labels.slice(0, 12)).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1));
    const pixels = await test.read(Int32Array.of(3));
    for (const k of [0, 5, 1023])
      expect([...pixels.slice(3 * k, 3 * k + 3)]).toEqual([
        head[1 + k],
        head[1025 + k],
        head[2049 + k],
      ]);
  });
  it('of Fashion-MNIST: IDX', async () => {
    const images = new Uint8Array(16 + 10_000 * 784);
    images.set([0, 0, 8, 3]);
    images.set([1, 2, 3], 16 + 784);
    const labels = Uint8Array.from({ length: 8 + 10_000 }, (_, i) => [0, 0, 8, 1][i] ?? i % 10);
    await put('b/t10k-images-idx3-ubyte', images);
    const files = await put('b/t10k-labels-idx1-ubyte.gz', gzipSync(labels));
    const test = await fashionMnist({ verify: false }).open('test', files);
    expect([...test.labels.slice(0, 3)]).toEqual([8, 9, 0]);
    expect([...(await test.read(Int32Array.of(1))).slice(0, 4)]).toEqual([1, 2, 3, 0]);
    images[2] = 9;
    await put('b/t10k-images-idx3-ubyte', images);
    await expect(fashionMnist({ verify: false }).open('test', files)).rejects.toThrow(
      't10k-images-idx3-ubyte is no IDX file',
    );
  });
  it('that are absent are named, with their size and sum and where they are looked for', async () => {
    const error = await cifar10()
      .open('train', folderFiles(root))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    for (const part of [
      'data_batch_1.bin (30730000 bytes',
      'cee91656',
      'cifar-10-batches-bin/data_batch_1.bin.gz',
      '--data',
      'cifar-10-binary.tar.gz',
    ])
      expect(String(error)).toContain(part);
    await expect(cifar10().open('train', folderFiles(path.join(root, 'nowhere')))).rejects.toThrow(
      path.join(root, 'nowhere'),
    );
  });
  it('that are cut short, damaged, changed or of another dataset are refused by a sentence', async () => {
    await expect(open('c/test_batch.bin', records().slice(0, 1000))).rejects.toThrow(
      'test_batch.bin has 1000 bytes where 30730000 were expected',
    );
    await expect(open('d/test_batch.bin.gz', gzipSync(head).slice(0, 20))).rejects.toThrow(
      'test_batch.bin.gz (20 bytes)',
    );
    await expect(open('e/test_batch.bin', records())).rejects.toThrow(
      'is not the official file: its SHA-256 is',
    );
    const wrong = records((bytes) => {
      bytes[5 * 3073] = 12;
    });
    await expect(open('f/test_batch.bin', wrong, false)).rejects.toThrow(
      'the label of example 5 is 12',
    );
  });
});
