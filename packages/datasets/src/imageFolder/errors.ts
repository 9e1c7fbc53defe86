// All errors about folders of images: what was found, what was expected, what to do.
import { InputError } from '@codistill/core';

/** A file or a folder that cannot be used, and why, as the end of a sentence about it. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

const shownAtMost = 20;
const inData = (root: string | undefined) =>
  root === undefined ? 'the data folder' : `the data folder ${root}`;
const quoted = (names: readonly string[]) =>
  `${names
    .slice(0, shownAtMost)
    .map((name) => `"${name}"`)
    .join(', ')}${names.length > shownAtMost ? `, and ${names.length - shownAtMost} more` : ''}`;

export const unusable = (root: string | undefined, problems: readonly Problem[]) =>
  new InputError(
    `${problems.length === 1 ? 'One entry' : `${problems.length} entries`} of ${inData(root)} cannot be used: ${problems
      .slice(0, shownAtMost)
      .map(({ path, reason }) => `${path} ${reason}`)
      .join(
        '; ',
      )}${problems.length > shownAtMost ? `; and ${problems.length - shownAtMost} more` : ''}. Mend or remove ${problems.length === 1 ? 'it' : 'them'}, or set skipBad: true: then every file is read once and what cannot be used is left out.`,
  );
export const changedFile = (path: string, found: number, listed: number) =>
  new InputError(
    `${path} has ${found} bytes and had ${listed} when the folder was listed, so its content has changed since. Start again, so that it is listed anew.`,
  );
export const noFolder = (root: string | undefined, why: string | undefined) =>
  new InputError(
    `${root === undefined ? 'There is no data folder' : `The data folder ${root} cannot be listed${why === undefined ? '' : ` (${why.replace(/\.$/, '')})`}`}, and a folder of images was expected. Name it by --data or CODISTILL_DATA.`,
  );
export const missingFolder = (root: string | undefined, option: string, name: string) =>
  new InputError(
    `The option ${option} names the folder "${name}", which ${inData(root)} does not have. Correct it, or leave it out.`,
  );
export const noClasses = (folder: string) =>
  new InputError(
    `${folder} has no folders, and a folder for each class was expected, such as ${folder}/cat and ${folder}/dog. Put the images of each class in a folder with its name.`,
  );
export const oneClass = (folder: string, name: string) =>
  new InputError(
    `${folder} has one class alone, "${name}", and at least two were expected. Name by --data the folder that holds the folders of the classes.`,
  );
export const severalTests = (root: string | undefined, found: readonly string[]) =>
  new InputError(
    `${inData(root)[0]!.toUpperCase()}${inData(root).slice(1)} has ${quoted(found)}, and one folder of test images was expected. Name the one to test on by the option test, such as test: '${found[0]}'.`,
  );
export const unclearLayout = (root: string | undefined, others: readonly string[]) =>
  new InputError(
    `${inData(root)[0]!.toUpperCase()}${inData(root).slice(1)} has a folder "train" and also ${quoted(others)}: are these classes, or does "train" hold the classes? Set layout: 'classes' or layout: 'splits'.`,
  );
export const caseTwins = (folder: string, pairs: readonly string[]) =>
  new InputError(
    `${folder} has classes that differ in case alone: ${quoted(pairs)}. Rename or merge them, because other disks take them for one folder; or set caseSensitive: true if they are classes of their own.`,
  );
export const tooFewToSplit = (name: string, found: number) =>
  new InputError(
    `The class "${name}" has ${found === 1 ? 'one image' : `${found} images`}, which training and test cannot share. Give it more, set testShare: 0 to train without test images, or put test images in a folder of their own, test/.`,
  );
export const nothingLeft = (root: string | undefined, problems: readonly Problem[]) =>
  new InputError(
    `Fewer than two classes of ${inData(root)} have images that can be used. ${problems
      .slice(0, shownAtMost)
      .map(({ path, reason }) => `${path} ${reason}`)
      .join('; ')}. Mend the files, or name another folder.`,
  );

export const leftOutNotice = (root: string | undefined, count: number, first: readonly Problem[]) =>
  `${count === 1 ? 'One entry' : `${count} entries`} of ${inData(root)} cannot be used and ${count === 1 ? 'is' : 'are'} left out: ${first
    .map(({ path, reason }) => `${path} ${reason}`)
    .join('; ')}${count > first.length ? `; and ${count - first.length} more` : ''}.`;
export const decodingNotice = (
  root: string | undefined,
  count: number,
  cache: string | undefined,
) =>
  `The ${count} small images of ${inData(root)} are decoded once, and their pixels are kept in ${cache === undefined ? 'the cache' : cache}.`;
