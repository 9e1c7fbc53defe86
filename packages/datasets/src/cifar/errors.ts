// Errors about the Python archives of CIFAR and its parquet files.
import { InputError } from '@codistill/core';

export const notBatch = (path: string, why: string) =>
  new InputError(
    `${path} is no batch of CIFAR as Python pickles it: ${why.replace(/\.$/, '')}. Fetch it again.`,
  );
export const refusedGlobal = (path: string, name: string) =>
  new InputError(
    `${path} names ${name}, which a batch of CIFAR does not need: pickled files can run code, and only NumPy arrays, lists and texts are read. Do not trust this file.`,
  );
export const notInArchive = (path: string, name: string) =>
  new InputError(`${path} has no file ${name}. Fetch it again.`);
export const damagedArchive = (path: string, bytes: number) =>
  new InputError(
    `${path} (${bytes} bytes) cannot be unpacked: it is cut short or damaged. Fetch it again.`,
  );
export const otherSize = (name: string, height: number, width: number) =>
  new InputError(
    `${name}: the image has ${height} x ${width} pixels, and 32 x 32 were expected. Is it the file of another dataset?`,
  );
export const otherCount = (path: string, found: number, expected: number) =>
  new InputError(
    `${path} and its other shards hold ${found} images, and ${expected} were expected. Fetch them again, or set the option verify: false if you changed them on purpose.`,
  );
export const uncheckedParquet = () =>
  new InputError(
    'The option checksums holds for binary files and those of the Python archive, and parquet files were found. Leave it out.',
  );
export const noParquet = (folders: readonly string[], root: string | undefined) =>
  new InputError(
    `No parquet file was found: ${folders.map((folder) => folder || '.').join(', ')} were looked through in ${root === undefined ? 'the data folder' : `the data folder ${root}`}. Name the folder by --data or CODISTILL_DATA.`,
  );
export const otherBatch = (path: string, found: number, expected: number) =>
  new InputError(
    `${path} holds ${found} images, and ${expected} were expected. Fetch it again, or give checksums for files of your own.`,
  );
export const notOfficialBatch = (path: string, found: string, expected: string) =>
  new InputError(
    `${path} has other images or labels than the official file: as records of the binary files, their SHA-256 is ${found}, and ${expected} was expected. Fetch it again, or set the option verify: false if you changed it on purpose.`,
  );
export const missingBatch = (name: string, archive: string, root: string | undefined) =>
  new InputError(
    `The file ${name} of ${archive} was not found in ${root === undefined ? 'the data folder' : `the data folder ${root}`}, neither unpacked nor in the archive. Name the folder by --data or CODISTILL_DATA, or fetch it from the home page of the CIFAR datasets.`,
  );
