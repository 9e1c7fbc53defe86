import type { Examples, Files } from '@codistill/core';
import { type Decoding, decodedExamples } from '../encodedImages/encodedImages.ts';
import { changedFile } from './errors.ts';
import { joined, pathAt } from './fileTable.ts';
import type { IndexedSplit } from './indexed.ts';

/** What images are read from and decoded with. */
export interface Reading extends Decoding {
  readonly files: Files;
}

/**
 * The examples of a split of files.
 * @throws InputError (from its functions) naming a file that is no image or has changed.
 */
export function examplesOf(split: IndexedSplit, reading: Reading): Examples {
  const { files: table, targets, shapes, pixels } = split;
  const { files } = reading;
  const name = (index: number) => joined(files.root ?? '', pathAt(table, index));
  return decodedExamples(
    {
      targets,
      shapes,
      name,
      ...(pixels && { pixels: imagesIn(pixels, shapes, reading.channels) }),
      async bytes(index) {
        const bytes = await files.read(pathAt(table, index));
        if (bytes.length === table.sizes[index]) return bytes;
        throw changedFile(name(index), bytes.length, table.sizes[index]!);
      },
    },
    reading,
  );
}

/** Gives the pixels of each image from those of all, which lie one after the other. */
function imagesIn(pixels: Uint8Array, shapes: Int32Array, channels: number) {
  const ends = new Float64Array(shapes.length / 2);
  let at = 0;
  ends.forEach((_, i) => {
    at += shapes[2 * i]! * shapes[2 * i + 1]! * channels;
    ends[i] = at;
  });
  return (index: number) => pixels.subarray(index === 0 ? 0 : ends[index - 1]!, ends[index]!);
}
