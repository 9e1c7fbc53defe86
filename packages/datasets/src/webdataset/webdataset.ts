import { type DatasetFacts, defineDataset, type Files } from '@codistill/core';
import { z } from 'zod';
import { decodedExamples } from '../encodedImages/encodedImages.ts';
import { pathAt } from '../imageFolder/fileTable.ts';
import { changedShard } from '../shards/errors.ts';
import { shownPath } from '../shards/listShards.ts';
import { momentsOf } from '../shards/momentsOf.ts';
import { shardOptions } from '../shards/options.ts';
import { readRange } from '../shards/readRange.ts';
import { type IndexedEntries, type IndexedTar, indexTar } from './indexTar.ts';
import { block, tarHeader } from './tarHeader.ts';

type Index = IndexedTar & { readonly moments: Pick<DatasetFacts, 'mean' | 'std'> };

/**
 * Images and their labels in tar files, in the layout of WebDataset. Files that follow each other
 * and have one name but for their endings are a sample, such as `000.jpg` and `000.cls`. Shards are
 * told by their names, such as `train-000000.tar`; without test shards, those of validation are the
 * test.
 *
 * A label is the content of `.cls`, or the field `label` of `.json`. Whole numbers and texts are
 * classes, lists of whole numbers are bits, and fractions are numbers. All shards are gone through
 * once; where their entries are is kept in the cache until a shard changes. Images are read from
 * their places, in any order. An experiment names the size that networks see (`image`). Mean and
 * deviation are those of up to 512 training images.
 *
 * Source of the layout: WebDataset, github.com/webdataset/webdataset.
 * @throws InputError from `open` and `read`, naming the shard, and the sample if it is one.
 */
export const webdataset = defineDataset({
  id: 'webdataset',
  about: 'Images in tar shards, with their labels beside them.',
  source: 'WebDataset, github.com/webdataset/webdataset (the layout)',
  options: z.object({
    ...shardOptions,
    image: z
      .string()
      .min(1)
      .optional()
      .describe('The ending of images, such as jpg. Default: those of all image formats.'),
    label: z
      .string()
      .min(1)
      .optional()
      .describe('The ending of labels, or a field of .json. Default: cls, or the field label.'),
  }),
  create: ({ channels, ...options }) => ({
    async open(files, given) {
      const { decoder, cache, index } = given;
      const known = index as Index | undefined;
      const indexed = known ?? (await indexTar(files, decoder, channels, options, cache));
      const splits = Object.fromEntries(
        Object.entries(indexed.splits).map(([split, one]) => {
          const { targets, shapes, entries } = one;
          const name = (index: number) => shownPath(files, pathAt(entries, index));
          const bytes = (index: number) => imageAt(files, one, index);
          const images = { targets, shapes, bytes, name };
          return [split, decodedExamples(images, { decoder, channels })] as const;
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

/**
 * The bytes of an image.
 * @throws InputError if no entry of its size is where it was.
 */
async function imageAt(
  files: Files,
  { entries, offsets }: IndexedEntries,
  index: number,
): Promise<Uint8Array> {
  const shard = entries.folders[entries.folderOf[index]!]!;
  const [offset, size] = [offsets[index]!, entries.sizes[index]!];
  const read = await readRange(files, shard, offset - block, offset + size);
  if (stated(read.subarray(0, block)) !== size)
    throw changedShard(shownPath(files, shard), `${pathAt(entries, index)} is not where it was`);
  return read.subarray(block);
}

/** The size that a header states; undefined if it is none. */
function stated(bytes: Uint8Array): number | undefined {
  try {
    return tarHeader(bytes)?.size;
  } catch {
    return undefined;
  }
}
