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
  const { files: table, targets, shapes } = split;
  const { files } = reading;
  const name = (index: number) => joined(files.root ?? '', pathAt(table, index));
  return decodedExamples(
    {
      targets,
      shapes,
      name,
      async bytes(index) {
        const bytes = await files.read(pathAt(table, index));
        if (bytes.length === table.sizes[index]) return bytes;
        throw changedFile(name(index), bytes.length, table.sizes[index]!);
      },
    },
    reading,
  );
}
