import { defineDataset, type Files, type InMemorySplit, inMemory } from '@codistill/core';
import { z } from 'zod';
import { officialOptions, readOfficial } from './official.ts';
import type { OfficialFile } from './officialFile.ts';
import { checkLabels, recordsOf } from './records.ts';

const train: OfficialFile = {
  name: 'train.bin',
  head: 0,
  each: 3074,
  examples: 50_000,
  sha256: 'f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29',
};
const test: OfficialFile = {
  name: 'test.bin',
  head: 0,
  each: 3074,
  examples: 10_000,
  sha256: 'd8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a',
};
const where =
  'The archive cifar-100-binary.tar.gz (MD5 03b5dce01913d631647c71ecec9e9cb8) is on the home page of the CIFAR datasets (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009); unpack it, train.bin and test.bin may stay gzipped.';

/** What CIFAR-100's images have in common. */
export const cifar100Facts = {
  channels: 3,
  size: { height: 32, width: 32 },
  mean: [0.5071, 0.4865, 0.4409],
  std: [0.2673, 0.2564, 0.2762],
};

/**
 * CIFAR-100 in the official binary layout: 50,000 training and 10,000 test images of 32x32 in
 * colour, with 100 classes or their 20 groups. A record is the label of the group, the label of the
 * class, then 1,024 red, green and blue bytes each.
 *
 * The files are `train.bin` and `test.bin`, plain or gzipped, in the data folder or in
 * `cifar-100-binary` below it. Mean and deviation are those of the training images, also for files
 * of your own (`checksums`).
 * @throws InputError from `open`, if a file is missing, truncated or not the expected one, or a
 * label is out of range.
 */
export const cifar100 = defineDataset({
  id: 'cifar100',
  about: 'CIFAR-100: 60,000 colour images of 32x32, 100 classes, from the official binary files.',
  source: 'Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images',
  options: z.object({
    labels: z
      .enum(['fine', 'coarse'])
      .default('fine')
      .describe('Whether labels are the 100 classes (fine) or their 20 superclasses (coarse).'),
    ...officialOptions([train, test]),
  }),
  create({ labels: kind, verify, checksums }) {
    const classes = kind === 'fine' ? 100 : 20;
    const read = async (files: Files, file: OfficialFile): Promise<InMemorySplit> => {
      const { path, bytes } = await readOfficial(files, file, {
        folders: ['cifar-100-binary'],
        where,
        verify,
        checksums,
      });
      const labelAt = kind === 'fine' ? 1 : 0;
      const { images, labels } = recordsOf(bytes, { head: 2, labelAt, plane: 1024 });
      checkLabels(path, labels, classes);
      return { pixels: images, targets: { kind: 'class', values: labels } };
    };
    return {
      open: async (files) =>
        inMemory(
          { ...cifar100Facts, classes },
          { train: await read(files, train), test: await read(files, test) },
        ),
    };
  },
});
