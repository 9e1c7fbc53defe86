// Errors about shards of a dataset: files that hold many examples each.
import { InputError } from '@codistill/core';

const place = (root: string | undefined, folder: string) =>
  `${root === undefined ? 'the data folder' : `the data folder ${root}`}${folder === '' ? '' : `, folder ${folder},`}`;
const few = (names: readonly string[]) =>
  `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;

export const noShards = (
  root: string | undefined,
  folder: string,
  ending: string,
  why: string | undefined,
) =>
  new InputError(
    `${place(root, folder)} has no file that ends in ${ending}${why === undefined ? '' : `: ${why.replace(/\.$/, '')}`}. Name the folder of the shards by --data or CODISTILL_DATA.`.replace(
      /^t/,
      'T',
    ),
  );
export const noSplit = (paths: readonly string[]) =>
  new InputError(
    `${few(paths)}: the name says no split, and that of other files does. Put train, validation or test into the name, such as train-00000-of-00001, or move the file elsewhere.`,
  );
export const noTraining = (paths: readonly string[]) =>
  new InputError(
    `There are no shards of training: ${few(paths)} are of other splits. Put train into the name of those to train on.`,
  );
export const severalFolders = (split: string, folders: readonly string[]) =>
  new InputError(
    `Shards of ${split} lie in several folders: ${few(folders.map((name) => name || '.'))}. Name the one that is meant by the option folder.`,
  );
export const missingShards = (example: string, found: number, expected: number) =>
  new InputError(
    `${example} says that there are ${expected} shards, and ${found} are there. Fetch the others.`,
  );
export const noSuchSplit = (split: string, known: readonly string[]) =>
  new InputError(
    `The option test is "${split}", and there are shards of ${known.join(', ')} alone. Leave the option out or fetch those shards.`,
  );
export const changedShard = (path: string, what: string) =>
  new InputError(`${path} has changed since it was opened: ${what}. Start again.`);
export const cutShard = (path: string, from: number, to: number, found: number) =>
  new InputError(
    `${path} is cut short: bytes ${from} to ${to} were expected, and ${found} of them are there. Fetch it again.`,
  );
export const emptySplit = (split: string, paths: readonly string[]) =>
  new InputError(`The shards of ${split} hold no examples: ${few(paths)}. Fetch them again.`);
export const labelOutOfRange = (name: string, label: number, classes: number) =>
  new InputError(
    `${name}: the label is ${label}, but labels go from 0 to ${classes - 1}. Correct the label, or the number of classes.`,
  );
export const unlabelled = (path: string, other: boolean) =>
  new InputError(
    `${path}: all labels are -1, which says that they are unknown. ${other ? 'Set the option test: "validation".' : 'Take a file with labels.'}`,
  );
export const noLabel = (name: string) =>
  new InputError(`${name}: the label is missing. Fill it in, or leave the example out.`);
export const mixedLabels = (name: string, found: string, expected: string) =>
  new InputError(
    `${name}: the label is ${found}, and ${expected} was expected as in other examples.`,
  );
export const unknownText = (name: string, label: string) =>
  new InputError(
    `${name}: the label "${label}" is on no training example. Correct it, or leave the example out.`,
  );
export const zippedShard = (path: string, ending: string) =>
  new InputError(
    `${path} is compressed, so no part of it can be read without those before it. Unpack it to a file that ends in ${ending}.`,
  );
export const tooLargeLabel = (name: string, label: number) =>
  new InputError(
    `${name}: the label is ${label}, and so many classes are not believed. Correct the label, or set the option classes.`,
  );
const shownAtMost = 10;
const shownOf = (messages: readonly string[]) =>
  messages.map((message) => message.replace(/[.?]$/, '')).join('; ');

export const unusableImages = (messages: readonly string[]) =>
  new InputError(
    `${messages.length} of the images that were looked at cannot be used: ${shownOf(
      messages.slice(0, shownAtMost),
    )}${messages.length > shownAtMost ? `; and ${messages.length - shownAtMost} more` : ''}. Mend the shards, or leave out what cannot be used, by --skip-bad or the option skipBad: then every image is decoded once.`,
  );
export const leftOutImages = (count: number, first: readonly string[]) =>
  `${count === 1 ? 'One image of the shards cannot be used and is' : `${count} images of the shards cannot be used and are`} left out: ${shownOf(first)}${count > first.length ? `; and ${count - first.length} more` : ''}.`;
export const noUsableImages = (split: string, first: string) =>
  new InputError(
    `No image of the shards of ${split} can be used: ${shownOf([first])}. Fetch the shards again, or name other ones by --data.`,
  );
