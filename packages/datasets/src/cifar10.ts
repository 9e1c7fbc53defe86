import { defineDataset, inMemory } from '@codistill/core';
import { z } from 'zod';
import { cifarSplits, filesOption } from './cifar/source.ts';
import { officialOptions } from './official.ts';
import type { OfficialFile } from './officialFile.ts';
import { checkLabels, recordsOf } from './records.ts';

const file = (name: string, sha256: string): OfficialFile => ({
  name: `${name}.bin`,
  head: 0,
  each: 3073,
  examples: 10_000,
  sha256,
});
const train = [
  file('data_batch_1', 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5'),
  file('data_batch_2', 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed'),
  file('data_batch_3', 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67'),
  file('data_batch_4', '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48'),
  file('data_batch_5', '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add'),
];
const test = [
  file('test_batch', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b'),
];
const where =
  'The archive cifar-10-binary.tar.gz (MD5 c32a1d4ab5d03f1284b67883e8d87530) is on the home page of the CIFAR datasets (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009); unpack it, the .bin files may stay gzipped. The archive cifar-10-python.tar.gz, and the parquet files of Hugging Face, are read too.';

/** What CIFAR-10's images have in common. */
export const cifar10Facts = {
  classes: 10,
  channels: 3,
  size: { height: 32, width: 32 },
  mean: [0.4914, 0.4822, 0.4465],
  std: [0.247, 0.2435, 0.2616],
};

/**
 * CIFAR-10: 50,000 training and 10,000 test images of 32x32 in colour, with ten classes. The files
 * are one of these, in the data folder:
 *
 * - the official binary files `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`, plain or
 *   gzipped, also in `cifar-10-batches-bin` or `cifar-10-binary` below it;
 * - the Python archive `cifar-10-python.tar.gz`, or what is in it, `cifar-10-batches-py`;
 * - parquet files in the layout of Hugging Face, with the columns `img` and `label`.
 *
 * The images and labels of the first two are the same, and have the same checksums. Mean and
 * deviation are those of the training images, also for files of your own (`checksums`).
 * @throws InputError from `open`, if a file is missing, truncated or not the expected one, or a
 * label is out of range.
 */
export const cifar10 = defineDataset({
  id: 'cifar10',
  about: 'CIFAR-10: 60,000 colour images of 32x32, ten classes, from the official files.',
  source: 'Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images',
  options: z.object({ ...officialOptions([...train, ...test]), ...filesOption }),
  create: ({ verify, checksums, files: kind }) => ({
    open: async (files, given) => {
      const splits = await cifarSplits(files, given, {
        folders: ['cifar-10-batches-bin', 'cifar-10-binary'],
        where,
        verify,
        checksums,
        files: kind,
        splits: { train, test },
        python: {
          folder: 'cifar-10-batches-py',
          archive: 'cifar-10-python.tar.gz',
          labels: ['labels'],
        },
        parquet: {
          folders: ['', 'data', 'plain_text', 'cifar10', 'cifar10/plain_text', 'cifar10/data'],
          label: 'label',
          classes: 10,
        },
        records({ path, bytes }) {
          const records = recordsOf(bytes, { head: 1, labelAt: 0, plane: 1024 });
          checkLabels(path, records.labels, 10);
          return records;
        },
      });
      return inMemory(cifar10Facts, splits);
    },
  }),
});
