import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Dataset, type Examples, noDecoder } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { expect, it } from 'vitest';
import { cifar10, cifar100, fashionMnist } from './index.ts';

const open = (dataset: Dataset, root: string) =>
  dataset.open(folderFiles(root), { decoder: noDecoder });

/**
 * Mean and deviation of the training pixels by channel, and the number of examples of each class in
 * train and test.
 */
async function facts(dataset: Dataset, root: string) {
  const { facts, splits } = await open(dataset, root);
  const { train, test } = splits as Readonly<Record<'train' | 'test', Examples>>;
  const { channels } = facts;
  const pixels = train.pixels!;
  // Counts of each value in each channel. Integers are exact; the training images of CIFAR have 150
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
  const counts = (labels: Iterable<number>) => {
    const found = new Array<number>(facts.classes!).fill(0);
    for (const label of labels) found[label]!++;
    return [...new Set(found)];
  };
  return {
    stated: facts,
    mean: facts.mean.map((_, channel) => moment(channel, 1)),
    std: facts.std.map((_, channel) => Math.sqrt(moment(channel, 2) - moment(channel, 1) ** 2)),
    counts: [counts(train.targets.values), counts(test.targets.values)],
  };
}
const expectFacts = async (dataset: Dataset, root: string, counts: number[][]) => {
  const found = await facts(dataset, root);
  expect(found.counts).toEqual(counts);
  found.mean.forEach((mean, channel) => {
    expect(Math.abs(mean - found.stated.mean[channel]!)).toBeLessThan(6e-5);
    expect(Math.abs(found.std[channel]! - found.stated.std[channel]!)).toBeLessThan(6e-5);
  });
};

// The complete files, if the folder that CODISTILL_DATA names has them.
const data = process.env['CODISTILL_DATA'] || 'no-data-folder';
const absent = (file: string) => !existsSync(path.join(data, file));

it('cifar100, complete, is checked by its sums, in the folder and one above, and has 600 images of each class', async ({
  skip,
}) => {
  skip(absent('cifar-100-binary/train.bin.gz'), 'CODISTILL_DATA has no CIFAR-100');
  await expectFacts(cifar100(), path.join(data, 'cifar-100-binary'), [[500], [100]]);
  const { splits } = await open(cifar100({ labels: 'coarse' }), data);
  const test = splits['test']!;
  expect([...new Set(test.targets.values)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, i) => i),
  );
});
it('cifar10, complete, is checked by its sums and has 6,000 images of each class', async ({
  skip,
}) => {
  skip(absent('cifar-10-batches-bin/test_batch.bin'), 'CODISTILL_DATA has no CIFAR-10');
  await expectFacts(cifar10(), data, [[5000], [1000]]);
});
it('fashion-mnist, complete, is checked by its sums and has 7,000 images of each class', async ({
  skip,
}) => {
  skip(absent('fashion-mnist/train-images-idx3-ubyte.gz'), 'CODISTILL_DATA has no Fashion-MNIST');
  await expectFacts(fashionMnist(), data, [[6000], [1000]]);
});
