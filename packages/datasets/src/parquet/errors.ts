// Errors about parquet files.
import { InputError } from '@codistill/core';

export const notParquet = (path: string, why: string) =>
  new InputError(`${path} is no whole parquet file: ${why}. Fetch it again.`);
export const unreadableGroup = (path: string, column: string, rows: string, why: string) =>
  new InputError(
    `${path}: the column ${column} of rows ${rows} cannot be read: ${why.replace(/\.$/, '')}. Fetch the file again.`,
  );
export const noColumn = (path: string, what: string, name: string, known: readonly string[]) =>
  new InputError(
    `${path} has no column "${name}" for the ${what}: its columns are ${known.join(', ')}. Name one by the option ${what}.`,
  );
export const whichColumn = (path: string, what: string, known: readonly string[]) =>
  new InputError(
    `${path} does not say which column is the ${what}: its columns are ${known.join(', ')}. Name one by the option ${what}.`,
  );
export const noImageColumn = (path: string, name: string, found: string) =>
  new InputError(
    `${path}: the column "${name}" is ${found}, and bytes, or a struct with bytes, were expected. Name the column of images by the option image.`,
  );
export const noLabelColumn = (path: string, name: string, found: string) =>
  new InputError(
    `${path}: the column "${name}" holds ${found}, and whole numbers, texts, fractions or lists of numbers were expected. Name the column of labels by the option label.`,
  );
export const noImage = (name: string, why: string) =>
  new InputError(
    `${name}: ${why}. Put the bytes of the image into the file, or leave the row out.`,
  );
export const unlikeNames = (path: string, first: string) =>
  new InputError(
    `${path} names other classes than ${first}. Take all shards from one version of the dataset.`,
  );
