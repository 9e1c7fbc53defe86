import { defineDataset, type Files } from '@codistill/core';
import { z } from 'zod';
import type { EncodedImages } from '../encodedImages/encodedImages.ts';
import { pathAt } from '../imageFolder/fileTable.ts';
import { changedShard } from '../shards/errors.ts';
import { shownPath } from '../shards/listShards.ts';
import { openImages } from '../shards/openImages.ts';
import { shardOptions } from '../shards/options.ts';
import { readRange } from '../shards/readRange.ts';
import { type IndexedEntries, type IndexedTar, indexTar } from './indexTar.ts';
import { block, tarHeader } from './tarHeader.ts';

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
  create: ({ channels, exact, skipBad, ...options }) => ({
    async open(files, given) {
      const { decoder, cache, index } = given;
      const indexed =
        (index as IndexedTar | undefined) ??
        (await indexTar(files, decoder, channels, options, cache));
      const imagesOf = (split: IndexedEntries): EncodedImages => ({
        targets: split.targets,
        shapes: split.shapes,
        bytes: (at) => imageAt(files, split, at),
        name: (at) => shownPath(files, pathAt(split.entries, at)),
      });
      return openImages(indexed, imagesOf, { channels, exact, skipBad }, given);
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
