import { defineDataset } from '@codistill/core';
import { z } from 'zod';
import type { EncodedImages } from '../encodedImages/encodedImages.ts';
import { openImages } from '../shards/openImages.ts';
import { shardOptions } from '../shards/options.ts';
import type { Footer } from './footer.ts';
import { type IndexedParquet, type IndexedShards, indexParquet } from './indexParquet.ts';
import { rowName } from './readLabels.ts';
import { imageReader, rowFinder } from './rowGroups.ts';

/**
 * Encoded images in parquet files, in the layout of Hugging Face: a column of images, which are
 * bytes or a struct with `bytes`, and one of labels. Shards are told by their names, such as
 * `data/train-00000-of-00002.parquet`; without test shards, those of validation are the test.
 *
 * Whole numbers and texts are classes, lists of whole numbers are bits, and fractions are numbers.
 * The names of classes are those that the metadata `huggingface` states. Labels are read before
 * training, without images. Row groups of images are read when they are needed, and each thread
 * keeps as many as `memory` says. An experiment names the size that networks see (`image`). Mean
 * and deviation are those of up to 512 training images.
 *
 * Source of the layout: Hugging Face, datasets (Image, ClassLabel).
 * @throws InputError from `open` and `read`, naming the file, and the row if it is one.
 */
export const parquet = defineDataset({
  id: 'parquet',
  about: 'Images in parquet files, such as the datasets of Hugging Face.',
  source: 'Hugging Face, datasets (the layout)',
  options: z.object({
    ...shardOptions,
    image: z
      .string()
      .min(1)
      .optional()
      .describe('The column of images. Default: the one that the metadata or usual names tell.'),
    label: z
      .string()
      .min(1)
      .optional()
      .describe('The column of labels. Default: the one that the metadata or usual names tell.'),
    memory: z
      .number()
      .int()
      .min(1)
      .default(256)
      .describe('MiB of row groups of images that each thread keeps; one is kept in any case.'),
  }),
  create: ({ memory, channels, exact, skipBad, ...options }) => ({
    async open(files, given) {
      let footers: ReadonlyMap<string, Footer> = new Map();
      let indexed = given.index as IndexedParquet | undefined;
      if (!indexed)
        ({ indexed, footers } = await indexParquet(files, given.decoder, channels, options));
      const read = imageReader(files, indexed.columns.image, memory * 2 ** 20, footers);
      const imagesOf = ({ shards, targets, shapes }: IndexedShards): EncodedImages => {
        const rowOf = rowFinder(shards);
        return {
          targets,
          shapes,
          bytes: async (index) => read(rowOf(index)),
          name(index) {
            const { shard, row } = rowOf(index);
            return rowName(files, shard.path, row);
          },
        };
      };
      return openImages(indexed, imagesOf, { channels, exact, skipBad }, given);
    },
  }),
});
