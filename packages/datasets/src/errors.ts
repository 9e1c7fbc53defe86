// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError } from '@codistill/core';
import type { OfficialFile } from './officialFile.ts';

export const missingFile = (
  file: OfficialFile,
  own: string | undefined,
  tried: readonly string[],
  root: string | undefined,
  where: string,
  why: string | undefined,
) =>
  new InputError(
    `The dataset's file ${file.name} (${own === undefined ? `${file.head + file.examples * file.each} bytes unpacked, SHA-256 ${file.sha256}` : `SHA-256 ${own}, by the option checksums`}) was not found: ${tried.join(', ')} were looked for in ${root === undefined ? 'the data folder' : `the data folder ${root}`}.${why === undefined ? '' : ` The folder itself could not be read: ${why}`} Name the folder by --data or CODISTILL_DATA. ${where}`,
  );
export const wrongSize = (path: string, found: number, expected: number) =>
  new InputError(
    `${path} has ${found} bytes where ${expected} were expected: it is cut short or another file. Fetch it again.`,
  );
export const notWholeExamples = (path: string, found: number, { head, each }: OfficialFile) =>
  new InputError(
    `${path} has ${found} bytes, which is not a whole number of examples: ${head === 0 ? '' : `${head} bytes and then `}${each} bytes per example were expected. Write the file again.`,
  );
export const notOfficial = (path: string, found: string, expected: string) =>
  new InputError(
    `${path} is not the official file: its SHA-256 is ${found}, ${expected} was expected. Fetch it again, or set the option verify: false if you changed it on purpose.`,
  );
export const wrongChecksum = (path: string, found: string, expected: string) =>
  new InputError(
    `${path} is not the file that the option checksums names: its SHA-256 is ${found}, ${expected} was expected. Give the checksum of this file, or the file of that checksum.`,
  );
export const uncheckedChecksums = () =>
  new InputError(
    'The options checksums and verify: false contradict each other: checksums that are given are compared. Leave one of them out.',
  );
export const damaged = (path: string, found: number, expected: number | undefined) =>
  new InputError(
    `${path} (${found} bytes) begins like a gzip file but cannot be unpacked${expected === undefined ? '' : ` to the ${expected} bytes that were expected`}: it is cut short or damaged. Fetch it again.`,
  );
export const notIdx = (path: string, ranks: readonly number[]) =>
  new InputError(
    `${path} is not an IDX file of unsigned bytes with ${ranks.join(' or ')} axes: its first four bytes are not 0, 0, 8, ${ranks.join(' or ')}. Fetch it again.`,
  );
export const missingIdx = (tried: readonly string[], root: string | undefined) =>
  new InputError(
    `An IDX file was not found: ${tried.join(', ')} were looked for in ${root === undefined ? 'the data folder' : `the data folder ${root}`}. Name the folder by --data or CODISTILL_DATA, and the files by the options of the dataset.`,
  );
export const unlikeIdx = (path: string, found: readonly number[], expected: readonly number[]) =>
  new InputError(
    `${path} has images of ${found.join(' x ')}, and the training images have ${expected.join(' x ')}. Take both files of one dataset.`,
  );
export const wrongIdxLength = (path: string, found: number, lengths: readonly number[]) =>
  new InputError(
    `${path} holds ${found} bytes after its head, which says ${lengths.join(' x ')}. Fetch it again.`,
  );
export const differentCounts = (
  images: { readonly path: string; readonly count: number },
  labels: { readonly path: string; readonly count: number },
) =>
  new InputError(
    `${images.path} holds ${images.count} images and ${labels.path} ${labels.count} labels: one label for each image was expected. Take both files of one split.`,
  );
export const labelOutOfRange = (path: string, index: number, label: number, classes: number) =>
  new InputError(
    `${path}: the label of example ${index} is ${label}, but labels go from 0 to ${classes - 1}. Is it the file of another dataset?`,
  );
export const wrongArrays = (what: string) =>
  new InputError(`The dataset "arrays" cannot be made: ${what}`);
export const oddBatch = (order: string, batchSize: number) =>
  new InputError(
    `The order "${order}" makes batches of two halves, and a batch has ${batchSize} examples. Use an even batchSize.`,
  );
export const notDivisible = (order: string, batchSize: number, each: number) =>
  new InputError(
    `The order "${order}" takes ${each} examples of each class, and a batch has ${batchSize} examples. Use a batchSize that is divisible by ${each}, or another \`each\`.`,
  );
export const cropTooLarge = (crop: number, resize: number) =>
  new InputError(
    `The framing "center-crop" cannot be made: crop is ${crop}, larger than resize, ${resize}: make crop smaller, or resize larger.`,
  );
