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
      )}${problems.length > shownAtMost ? `; and ${problems.length - shownAtMost} more` : ''}. Mend or remove ${problems.length === 1 ? 'it' : 'them'}, or leave out what cannot be used, by --skip-bad or the option skipBad: then every file is read once.`,
  );
export const changedFile = (path: string, found: number, listed: number) =>
  new InputError(
    `${path} has ${found} bytes and had ${listed} when the folder was listed, so its content has changed since. Change the time of its folder (touch ${path.slice(0, path.lastIndexOf('/'))}) and start again, so that the folder is listed anew.`,
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
    `${sentenceOf(root)} has ${quoted(found)}, and one folder of test images was expected. Name the one to test on by the option test, such as test: '${found[0]}'.`,
  );
export const unclearLayout = (root: string | undefined, others: readonly string[]) =>
  new InputError(
    `${sentenceOf(root)} has a folder "train" and also ${quoted(others)}: are these classes, or does "train" hold the classes? Set layout: 'classes' or layout: 'splits'.`,
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
    `Of ${inData(root)}, too little is left to train on: images of two classes, or images with other labels, were expected. ${problems
      .slice(0, shownAtMost)
      .map(({ path, reason }) => `${path} ${reason}`)
      .join('; ')}. Mend the files, or name another folder.`,
  );

export const leftOutNotice = (root: string | undefined, count: number, first: readonly Problem[]) =>
  `${count === 1 ? 'One entry' : `${count} entries`} of ${inData(root)} cannot be used and ${count === 1 ? 'is' : 'are'} left out: ${first
    .map(({ path, reason }) => `${path} ${reason}`)
    .join('; ')}${count > first.length ? `; and ${count - first.length} more` : ''}.`;
export const uncachedNotice = (root: string | undefined, why: string) =>
  `What was found out about ${inData(root)} is not kept for the next time: ${why}`;
export const decodingNotice = (
  root: string | undefined,
  count: number,
  cache: string | undefined,
) =>
  `The ${count} small images of ${inData(root)} are decoded once, and their pixels are kept in ${cache === undefined ? 'the cache' : cache}.`;

const sentenceOf = (root: string | undefined) =>
  `${inData(root)[0]!.toUpperCase()}${inData(root).slice(1)}`;
const value = (found: unknown) => (found === undefined ? 'absent' : JSON.stringify(found));

export const unlabelledTest = (root: string | undefined, folder: string) =>
  new InputError(
    `${sentenceOf(root)} has images in ${folder} without a folder for each class, so their classes are not known. Give the list of their classes by the option list, or leave the folder out and let testShare draw test images.`,
  );
export const severalLists = (root: string | undefined, lists: readonly string[]) =>
  new InputError(
    `${sentenceOf(root)} has the lists ${quoted(lists)}, and one was expected. Name it by the option list.`,
  );
export const listOrFolders = (root: string | undefined, list: string) =>
  new InputError(
    `${sentenceOf(root)} has the list "${list}" and also folders that may be classes. Set layout: 'list', 'classes' or 'splits'.`,
  );
export const wrongLine = (list: string, at: number, found: string, expected: string) =>
  new InputError(
    `Line ${at} of ${list} is "${found.slice(0, 80)}", and ${expected} was expected. Correct the list.`,
  );
export const differentLists = (list: string, key: string) =>
  new InputError(
    `The image ${key} of ${list} has no class or no split in the lists beside it, and one of each was expected. Take all lists from one archive.`,
  );
export const noTruth = (root: string | undefined, known: readonly string[]) =>
  new InputError(
    `${sentenceOf(root)} has no list of the classes of its validation images: ${quoted(known)} were looked for. Name it by the option list.`,
  );
export const differentCount = (list: string, found: number, folder: string, images: number) =>
  new InputError(
    `${list} has ${found} lines, and ${folder} has ${images} images: a class for each image was expected. Take both of one dataset.`,
  );
export const unmappedNumbers = (list: string, path: string) =>
  new InputError(
    `${list} numbers classes as the development kit does, and ${path}, which gives their names, was not found. Put it there, or take a list of names, such as imagenet_2012_validation_synset_labels.txt.`,
  );
export const noListFile = (
  root: string | undefined,
  name: string | undefined,
  known: readonly string[],
) =>
  new InputError(
    name === undefined
      ? `${sentenceOf(root)} has no list of images: ${quoted(known)} were looked for. Name it by the option list.`
      : `The option list names "${name}", which ${inData(root)} does not have. Correct it.`,
  );
export const emptyList = (list: string) =>
  new InputError(`${list} has no rows, and a row for each image was expected. Write it again.`);
export const noTraining = (list: string) =>
  new InputError(
    `${list} has no row with the split "train", and training images were expected. Correct its column split, or leave it out and let testShare draw test images.`,
  );
export const wrongSplit = (list: string, at: number, found: unknown, tests: readonly string[]) =>
  new InputError(
    `Line ${at} of ${list} has the split ${value(found)}, and "train", ${quoted(tests)} was expected. Correct it, or name the split of the test images by the option test.`,
  );
export const unreadableList = (list: string, why: string) =>
  new InputError(`${list} cannot be read as CSV: ${why.replace(/\.$/, '')}. Correct the list.`);
export const notJsonLine = (list: string, at: number) =>
  new InputError(
    `Line ${at} of ${list} is no JSON object, and one a line was expected. Correct the list, or give it the ending .csv if it is CSV.`,
  );
export const noPathColumn = (
  list: string,
  at: number,
  known: readonly string[],
  found: readonly string[],
) =>
  new InputError(
    `Line ${at} of ${list} names no image: its columns are ${quoted(found)}, and one of ${quoted(known)} with a path was expected. Correct the list.`,
  );
export const noLabelColumn = (
  list: string,
  expected: readonly string[],
  found: readonly string[],
) =>
  new InputError(
    `${list} has the columns ${quoted(found)}, and ${quoted(expected)} with the labels was expected. Name the columns of the labels by the option columns.`,
  );
export const wrongLabelValue = (
  list: string,
  at: number,
  column: string,
  found: unknown,
  expected: string,
) =>
  new InputError(
    `Line ${at} of ${list} has "${column}" = ${value(found)?.slice(0, 80)}, and ${expected} was expected. Correct the list, or say by the option targets what the labels are.`,
  );
