import type { Files } from '@codistill/core';
import { checkClasses, classFolders } from '../classFolders.ts';
import { differentCount, noTruth, unmappedNumbers, wrongLine } from '../errors.ts';
import { joined } from '../fileTable.ts';
import { splitOfClasses } from '../listed.ts';
import type { Walked } from '../walk.ts';
import { labelledRows } from './labelledRows.ts';
import type { Layout } from './layout.ts';
import { linesOf, listText } from './lines.ts';
import { imageNamesIn, type ListedPath, listedRows, reportUnlisted } from './listedRows.ts';
import { checkNamed } from './splits.ts';

const devkit = 'ILSVRC2012_devkit_t12/data';
/** Where the classes of ImageNet's validation images may be listed. */
const truths = [
  'LOC_val_solution.csv',
  'val.txt',
  'imagenet_2012_validation_synset_labels.txt',
  'ILSVRC2012_validation_ground_truth.txt',
  `${devkit}/ILSVRC2012_validation_ground_truth.txt`,
] as const;
const numbering = 'map_clsloc.txt';

/** The list of the classes of ImageNet's validation images; undefined if there is none. */
export async function truthOf(files: Files): Promise<string | undefined> {
  for (const path of truths) if ((await files.stat(path))?.kind === 'file') return path;
  return undefined;
}

/**
 * ImageNet: `train` with a folder for each class, `val` with images alone, and a list of their
 * classes: each line with an image and its class, or, for the images in the order of their names,
 * its class alone. A class is the name of its folder, or its number from 0 in the order of these
 * names behind an image's name; numbers alone are those of the development kit, which
 * `map_clsloc.txt` beside the list gives names. Also the CSV file of Kaggle.
 * @throws InputError if the list is missing or has another form.
 */
export const imagenet: Layout = async (files, options, walked) => {
  const [train, val] = [options.train ?? 'train', options.test ?? 'val'];
  await checkNamed(files, 'train', train);
  await checkNamed(files, 'test', val);
  const list = options.list ?? (await truthOf(files));
  if (list === undefined) throw noTruth(files.root, truths);
  const found = await classFolders(files, train, walked, options);
  checkClasses(files, train, found);
  const names = found.map(({ name }) => name);
  const listed = await classesIn(files, list, { names, val }, walked);
  await reportUnlisted(files, val, new Set(listed.map(({ path }) => path)), list, walked);
  const test = labelledRows(await listedRows(files, listed, walked), names, list, walked);
  return { names, splits: { train: splitOfClasses(found, names), test } };
};

async function classesIn(
  files: Files,
  list: string,
  { names, val }: { readonly names: readonly string[]; readonly val: string },
  walked: Walked,
): Promise<readonly ListedPath<string>[]> {
  const lines = linesOf(await listText(files, list, walked));
  const header = lines[0]?.line.toLowerCase().startsWith('imageid,') === true;
  const rows = (header ? lines.slice(1) : lines).map(({ line, at }) => {
    const words = line.split(/[\s,]+/);
    if (words.length > 2 && !header) throw wrongLine(list, at, line, 'an image and its class');
    return words;
  });
  if (rows.every((words) => words.length === 1)) {
    const images = await imageNamesIn(files, val, walked);
    if (images.length !== rows.length) throw differentCount(list, rows.length, val, images.length);
    const classes = await namesOf(
      files,
      list,
      rows.map(([word]) => word!),
      walked,
    );
    return images.map((name, i) => ({ path: joined(val, name), says: classes[i]! }));
  }
  return rows.map(([image, label], i) => {
    if (!image || !label)
      throw wrongLine(list, i + 1, rows[i]!.join(' '), 'an image and its class');
    const name = image.slice(image.lastIndexOf('/') + 1);
    const says = /^\d+$/.test(label) ? (names[Number(label)] ?? label) : label;
    return { path: joined(val, header ? `${name}.JPEG` : name), says };
  });
}

/** The names of classes that are names, or numbers of the development kit. */
async function namesOf(
  files: Files,
  list: string,
  words: readonly string[],
  walked: Walked,
): Promise<readonly string[]> {
  if (!words.every((word) => /^\d+$/.test(word))) return words;
  const path = joined(list.slice(0, Math.max(0, list.lastIndexOf('/'))), numbering);
  if ((await files.stat(path))?.kind !== 'file') throw unmappedNumbers(list, path);
  const lines = linesOf(await listText(files, path, walked));
  const known = new Map(
    lines.map(({ line, at }) => {
      const [name, number] = line.split(/\s+/);
      if (!name || !number) throw wrongLine(path, at, line, 'the name of a class and its number');
      return [number, name];
    }),
  );
  return words.map((word) => known.get(word) ?? word);
}
