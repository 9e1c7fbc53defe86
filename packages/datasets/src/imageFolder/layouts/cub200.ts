import type { Files } from '@codistill/core';
import { differentLists, wrongLine } from '../errors.ts';
import { joined } from '../fileTable.ts';
import type { Walked } from '../walk.ts';
import { labelledRows } from './labelledRows.ts';
import type { Layout } from './layout.ts';
import { linesOf, listText } from './lines.ts';
import { listedRows } from './listedRows.ts';

/** The folder of CUB-200's lists: the data folder, or the one that its archive makes. */
export async function cubFolder(files: Files): Promise<string | undefined> {
  for (const folder of ['', 'CUB_200_2011']) {
    const lists = ['images.txt', 'image_class_labels.txt', 'train_test_split.txt'];
    const found = await Promise.all(lists.map((name) => files.stat(joined(folder, name))));
    if (found.every((one) => one?.kind === 'file')) return folder;
  }
  return undefined;
}

/**
 * CUB-200: `images.txt`, `image_class_labels.txt` and `train_test_split.txt` give the path, the
 * class from 1 and the split (1 for training) of each image by its number, and `classes.txt` the
 * names of the classes. Images are in `images`.
 * @throws InputError if a line has another form, or the lists are of different images.
 */
export const cub200: Layout = async (files, _options, walked) => {
  const folder = (await cubFolder(files)) ?? '';
  const read = (name: string, second: string) =>
    numbered(files, joined(folder, name), second, walked);
  const paths = await read('images.txt', 'the path of an image');
  const labels = await read('image_class_labels.txt', 'the number of a class');
  const splits = await read('train_test_split.txt', '0 or 1');
  const classes = await read('classes.txt', 'the name of a class');
  const names = [...classes.values()];
  const keys = new Map([...classes.keys()].map((key, label) => [key, names[label]!]));
  const rowsOf = async (split: string) => {
    const listed = [...paths].flatMap(([key, path]) => {
      const says = keys.get(labels.get(key) ?? '');
      const of = splits.get(key);
      if (says === undefined || of === undefined)
        throw differentLists(joined(folder, 'images.txt'), key);
      return of === split ? [{ path: joined(joined(folder, 'images'), path), says }] : [];
    });
    return labelledRows(await listedRows(files, listed, walked), names, 'classes.txt', walked);
  };
  return { names, splits: { train: await rowsOf('1'), test: await rowsOf('0') } };
};

/** The second words of a list's lines by the first, which are numbers. */
async function numbered(
  files: Files,
  path: string,
  second: string,
  walked: Walked,
): Promise<ReadonlyMap<string, string>> {
  return new Map(
    linesOf(await listText(files, path, walked)).map(({ line, at }) => {
      const found = /^(\d+)\s+(\S.*)$/.exec(line);
      if (!found) throw wrongLine(path, at, line, `a number and ${second}`);
      return [found[1]!, found[2]!];
    }),
  );
}
