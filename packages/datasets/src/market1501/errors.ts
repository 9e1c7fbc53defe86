// Errors about the files of market1501: what was found, what was expected, what to do.
import { InputError } from '@codistill/core';

const shownRoot = (root: string | undefined) =>
  root === undefined ? 'the data folder' : `the data folder ${root}`;

export const noMarket = (
  tried: readonly string[],
  root: string | undefined,
  why: string | undefined,
) =>
  new InputError(
    `The folders of Market-1501 were not found: ${tried.join(', ')} were looked for in ${shownRoot(root)}.${why === undefined ? '' : ` The folder itself could not be read: ${why}`} Name the folder by --data or CODISTILL_DATA. The archive Market-1501-v15.09.15.zip is on the home page of the dataset (L. Zheng et al., "Scalable Person Re-identification: A Benchmark", ICCV 2015).`,
  );
export const noPictures = (folder: string) =>
  new InputError(
    `${folder} has no image file, and images such as 0002_c1s1_000451_03.jpg were expected. Unpack the archive again.`,
  );
export const wrongName = (path: string) =>
  new InputError(
    `The name of ${path} does not say its identity and camera: one such as 0002_c1s1_000451_03.jpg was expected, which is identity 2 by camera 1. Rename the file, or move it elsewhere.`,
  );
export const wrongMoments = (name: string, found: number, channels: number) =>
  new InputError(
    `The dataset "market1501" has ${found} numbers in ${name} and ${channels} ${channels === 1 ? 'channel' : 'channels'}: one for each channel was expected.`,
  );
