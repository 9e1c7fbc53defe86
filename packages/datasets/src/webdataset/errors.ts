// Errors about tar shards.
import { InputError } from '@codistill/core';

export const notTar = (path: string, at: number, why: string) =>
  new InputError(`${path} is no whole tar file: at byte ${at}, ${why}. Fetch it again.`);
export const noSamples = (path: string) =>
  new InputError(`${path} holds no sample. Fetch it again, or move it elsewhere.`);
export const noImage = (path: string, key: string, found: readonly string[]) =>
  new InputError(
    `${path}, ${key}: the sample has no image, only ${found.join(', ')}. Files of a sample follow each other and have one name but for their endings; the option image names the ending of images.`,
  );
export const severalImages = (path: string, key: string, found: readonly string[]) =>
  new InputError(
    `${path}, ${key}: the sample has several images, ${found.join(', ')}. Name the ending of the one that is meant by the option image.`,
  );
export const noLabel = (path: string, key: string, wanted: string, found: readonly string[]) =>
  new InputError(
    `${path}, ${key}: the sample has no label: ${wanted} was expected, and its files are ${found.join(', ')}. Files of a sample follow each other; the option label names the ending of labels, or a field of .json.`,
  );
export const repeatedEntry = (path: string, name: string) =>
  new InputError(
    `${path} has ${name} twice in one sample. Give each sample a name of its own in its shard.`,
  );
export const badJson = (path: string, name: string, why: string) =>
  new InputError(`${path}, ${name}: the file is not JSON: ${why}. Mend it.`);
export const emptyImage = (path: string, name: string) =>
  new InputError(`${path}, ${name}: the image has no bytes. Mend it or leave the sample out.`);
