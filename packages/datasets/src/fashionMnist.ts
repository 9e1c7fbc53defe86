import { defineDataset, type Files, type InMemorySplit, inMemory } from '@codistill/core';
import { z } from 'zod';
import { differentCounts } from './errors.ts';
import { idxOf } from './idx.ts';
import { officialOptions, readOfficial } from './official.ts';
import type { OfficialFile } from './officialFile.ts';
import { pixelBytes } from './pixelBytes.ts';
import { checkLabels } from './records.ts';

interface Split {
  readonly images: OfficialFile;
  readonly labels: OfficialFile;
}
const split = (name: string, count: number, images: string, labels: string): Split => ({
  images: {
    name: `${name}-images-idx3-ubyte`,
    head: 16,
    each: 784,
    examples: count,
    sha256: images,
  },
  labels: { name: `${name}-labels-idx1-ubyte`, head: 8, each: 1, examples: count, sha256: labels },
});
const train = split(
  'train',
  60_000,
  'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
);
const test = split(
  't10k',
  10_000,
  '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
);
const where =
  'The four files are in the repository zalandoresearch/fashion-mnist, folder data/fashion, and in the Debian package dataset-fashion-mnist; they may stay gzipped.';

/** What Fashion-MNIST's images have in common. */
export const fashionMnistFacts = {
  classes: 10,
  channels: 1,
  size: { height: 28, width: 28 },
  mean: [0.286],
  std: [0.353],
};

/**
 * Fashion-MNIST in the IDX layout: 60,000 training and 10,000 test images of 28x28 in grey, with
 * ten classes of clothes. The four official files, plain or gzipped, are in the data folder, or in
 * `fashion-mnist` or `FashionMNIST/raw` below it. Mean and deviation are those of the training
 * images, also for files of your own (`checksums`).
 * @throws InputError from `open`, if a file is missing, truncated or not the expected one, the
 * numbers of images and labels differ, or a label is out of range.
 */
export const fashionMnist = defineDataset({
  id: 'fashion-mnist',
  about: 'Fashion-MNIST: 70,000 grey images of 28x28, ten classes, from the official IDX files.',
  source: 'Xiao, Rasul and Vollgraf 2017, arXiv 1708.07747; MIT',
  options: z.object(officialOptions([train, test].flatMap((part) => [part.images, part.labels]))),
  create({ verify, checksums }) {
    const source = { folders: ['fashion-mnist', 'FashionMNIST/raw'], where, verify, checksums };
    const read = async (files: Files, parts: Split): Promise<InMemorySplit> => {
      const found = await readOfficial(files, parts.images, source);
      const images = idxOf(found, [28, 28]);
      const { path, bytes } = await readOfficial(files, parts.labels, source);
      const values = Int32Array.from(idxOf({ path, bytes }, []));
      if (images.length !== 784 * values.length)
        throw differentCounts(
          { path: found.path, count: images.length / 784 },
          { path, count: values.length },
        );
      checkLabels(path, values, 10);
      const pixels = pixelBytes(images.length);
      pixels.set(images);
      return { pixels, targets: { kind: 'class', values } };
    };
    return {
      open: async (files) =>
        inMemory(fashionMnistFacts, {
          train: await read(files, train),
          test: await read(files, test),
        }),
    };
  },
});
