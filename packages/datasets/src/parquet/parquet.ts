import { type DatasetFacts, defineDataset } from '@codistill/core';
import { z } from 'zod';
import { decodedExamples } from '../encodedImages/encodedImages.ts';
import { momentsOf } from '../shards/momentsOf.ts';
import { shardOptions } from '../shards/options.ts';
import type { Footer } from './footer.ts';
import { type IndexedParquet, indexParquet } from './indexParquet.ts';
import { rowName } from './readLabels.ts';
import { imageReader, rowFinder } from './rowGroups.ts';

type Index = IndexedParquet & { readonly moments: Pick<DatasetFacts, 'mean' | 'std'> };

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
  create: ({ memory, channels, ...options }) => ({
    async open(files, given) {
      const { decoder, index } = given;
      const known = index as Index | undefined;
      let footers: ReadonlyMap<string, Footer> = new Map();
      let indexed: IndexedParquet | undefined = known;
      if (!indexed) ({ indexed, footers } = await indexParquet(files, decoder, channels, options));
      const read = imageReader(files, indexed.columns.image, memory * 2 ** 20, footers);
      const splits = Object.fromEntries(
        Object.entries(indexed.splits).map(([split, { shards, targets, shapes }]) => {
          const rowOf = rowFinder(shards);
          const name = (index: number) => {
            const { shard, row } = rowOf(index);
            return rowName(files, shard.path, row);
          };
          const bytes = async (index: number) => read(rowOf(index));
          return [
            split,
            decodedExamples({ targets, shapes, bytes, name }, { decoder, channels }),
          ] as const;
        }),
      );
      const { fingerprint, facts } = indexed;
      const moments = known?.moments ?? (await momentsOf(splits, channels, fingerprint, given));
      return {
        facts: { ...facts, ...moments },
        splits,
        fingerprint,
        index: { ...indexed, moments } satisfies Index,
      };
    },
  }),
});
