import { defineDataset, inMemory } from '@codistill/core';
import { z } from 'zod';
import { cifarSplits, filesOption } from './cifar/source.ts';
import { officialOptions } from './official.ts';
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
  'The archive cifar-100-binary.tar.gz (MD5 03b5dce01913d631647c71ecec9e9cb8) is on the home page of the CIFAR datasets (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009); unpack it, train.bin and test.bin may stay gzipped. The archive cifar-100-python.tar.gz, and the parquet files of Hugging Face, are read too.';

/** What CIFAR-100's images have in common. */
export const cifar100Facts = {
  channels: 3,
  size: { height: 32, width: 32 },
  mean: [0.5071, 0.4865, 0.4409],
  std: [0.2673, 0.2564, 0.2762],
};

/**
 * CIFAR-100: 50,000 training and 10,000 test images of 32x32 in colour, with 100 classes or their 20
 * groups. The files are one of these, in the data folder:
 *
 * - the official binary files `train.bin` and `test.bin`, plain or gzipped, also in
 *   `cifar-100-binary` below it;
 * - the Python archive `cifar-100-python.tar.gz`, or what is in it, `cifar-100-python`;
 * - parquet files in the layout of Hugging Face, with the columns `img`, `fine_label` and
 *   `coarse_label`.
 *
 * The images and labels of the first two are the same, and have the same checksums. Mean and
 * deviation are those of the training images, also for files of your own (`checksums`).
 * @throws InputError from `open`, if a file is missing, truncated or not the expected one, or a
 * label is out of range.
 */
export const cifar100 = defineDataset({
  id: 'cifar100',
  about: 'CIFAR-100: 60,000 colour images of 32x32, 100 classes, from the official files.',
  source: 'Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images',
  options: z.object({
    labels: z
      .enum(['fine', 'coarse'])
      .default('fine')
      .describe('Whether labels are the 100 classes (fine) or their 20 superclasses (coarse).'),
    ...officialOptions([train, test]),
    ...filesOption,
  }),
  create: ({ labels: kind, verify, checksums, files: form }) => ({
    open: async (files, given) => {
      const classes = kind === 'fine' ? 100 : 20;
      const splits = await cifarSplits(files, given, {
        folders: ['cifar-100-binary'],
        where,
        verify,
        checksums,
        files: form,
        splits: { train: [train], test: [test] },
        python: {
          folder: 'cifar-100-python',
          archive: 'cifar-100-python.tar.gz',
          labels: ['coarse_labels', 'fine_labels'],
        },
        parquet: {
          folders: ['', 'data', 'cifar100', 'cifar100/cifar100', 'cifar100/data'],
          label: `${kind}_label`,
          classes,
        },
        records({ path, bytes }) {
          const labelAt = kind === 'fine' ? 1 : 0;
          const records = recordsOf(bytes, { head: 2, labelAt, plane: 1024 });
          checkLabels(path, records.labels, classes);
          return records;
        },
      });
      return inMemory({ ...cifar100Facts, classes }, splits);
    },
  }),
});
