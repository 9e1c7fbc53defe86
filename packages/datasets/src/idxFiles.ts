import { defineDataset, type Files, type InMemorySplit, inMemory } from '@codistill/core';
import { z } from 'zod';
import { gunzip, isGzip } from './bytes.ts';
import { channelMoments } from './channelMoments.ts';
import { damaged, differentCounts, missingIdx, unlikeIdx } from './errors.ts';
import { idxArray } from './idx.ts';
import { type Found, firstOf } from './official.ts';
import { pixelBytes } from './pixelBytes.ts';
import { checkLabels } from './records.ts';

const folders = ['', 'mnist/', 'MNIST/raw/'];

/** The unpacked content of `name` or `name.gz`, in the data folder or a usual one below it. */
async function read(files: Files, name: string): Promise<Found> {
  const tried = folders.flatMap((folder) => [`${folder}${name}`, `${folder}${name}.gz`]);
  const { found } = await firstOf(files, tried);
  if (!found) throw missingIdx(tried, files.root);
  if (!isGzip(found.bytes)) return found;
  const { path, bytes } = found;
  return {
    path,
    bytes: await gunzip(bytes).catch(() => Promise.reject(damaged(path, bytes.length, undefined))),
  };
}

/** The images of a split, [examples, height, width, channels], with their labels. */
interface Split extends InMemorySplit {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly labels: Int32Array;
}

async function readSplit(
  files: Files,
  names: { readonly images: string; readonly labels: string },
  transposed: boolean,
): Promise<Split> {
  const images = await read(files, names.images);
  const { lengths, content } = idxArray(images, [3, 4]);
  const [count = 0, rows = 1, columns = 1, channels = 1] = lengths;
  const found = await read(files, names.labels);
  const labels = Int32Array.from(idxArray(found, [1]).content);
  if (count !== labels.length)
    throw differentCounts({ path: images.path, count }, { path: found.path, count: labels.length });
  const pixels = pixelBytes(content.length);
  if (transposed) transpose(content, pixels, rows, columns, channels);
  else pixels.set(content);
  return {
    pixels,
    targets: { kind: 'class', values: labels },
    labels,
    shape: transposed ? [columns, rows, channels] : [rows, columns, channels],
  };
}

/** Exchanges the rows and the columns of every image. */
function transpose(
  from: Uint8Array,
  to: Uint8Array,
  rows: number,
  columns: number,
  channels: number,
): void {
  const size = rows * columns * channels;
  for (let start = 0; start < from.length; start += size)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        for (let c = 0; c < channels; c++)
          to[start + (x * rows + y) * channels + c] =
            from[start + (y * columns + x) * channels + c]!;
}

const largest = (labels: Int32Array) => labels.reduce((most, label) => Math.max(most, label), 0);

/**
 * Images and labels in the IDX layout of MNIST: unsigned bytes, [examples, height, width] or
 * [examples, height, width, channels], and one byte for each label. Files are plain or gzipped, in
 * the data folder, or in `mnist` or `MNIST/raw` below it. Mean and deviation are those of the
 * training images. The number of classes is 1 + the largest label of training, unless it is given.
 *
 * Source of the layout: LeCun, Cortes and Burges, MNIST.
 * @throws InputError from `open`, if a file is missing, damaged or no IDX file, the numbers of
 * images and labels differ, the splits have images of different sizes, or a label is out of range.
 */
export const idx = defineDataset({
  id: 'idx',
  about: 'MNIST and other datasets of IDX files, such as KMNIST and EMNIST.',
  source: 'LeCun, Cortes and Burges, MNIST (the layout)',
  options: z.object({
    trainImages: z.string().min(1).default('train-images-idx3-ubyte').describe('Training images.'),
    trainLabels: z.string().min(1).default('train-labels-idx1-ubyte').describe('Training labels.'),
    testImages: z.string().min(1).default('t10k-images-idx3-ubyte').describe('Test images.'),
    testLabels: z.string().min(1).default('t10k-labels-idx1-ubyte').describe('Test labels.'),
    classes: z.number().int().min(2).optional().describe('Number of classes.'),
    transposed: z
      .boolean()
      .default(false)
      .describe('Exchange rows and columns: the images of EMNIST are stored so.'),
  }),
  variants: { mnist: { classes: 10 } },
  create: ({ trainImages, trainLabels, testImages, testLabels, classes, transposed }) => ({
    async open(files) {
      const train = await readSplit(
        files,
        { images: trainImages, labels: trainLabels },
        transposed,
      );
      const test = await readSplit(files, { images: testImages, labels: testLabels }, transposed);
      const [height, width, channels] = train.shape;
      if (test.shape.join() !== train.shape.join())
        throw unlikeIdx(testImages, test.shape, train.shape);
      const count = classes ?? Math.max(2, 1 + largest(train.labels));
      checkLabels(trainLabels, train.labels, count);
      checkLabels(testLabels, test.labels, count);
      const { shape: _shape, labels: _labels, ...trained } = train;
      const { shape: _other, labels: _others, ...tested } = test;
      return inMemory(
        {
          classes: count,
          channels,
          size: { height, width },
          ...channelMoments(train.pixels, channels),
        },
        { train: trained, test: tested },
      );
    },
  }),
});
