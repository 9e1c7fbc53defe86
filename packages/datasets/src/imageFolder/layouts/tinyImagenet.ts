import { checkClasses, classFolders } from '../classFolders.ts';
import { wrongLine } from '../errors.ts';
import { splitOfClasses } from '../listed.ts';
import { labelledRows } from './labelledRows.ts';
import type { Layout } from './layout.ts';
import { linesOf, listText } from './lines.ts';
import { type ListedPath, listedRows, reportUnlisted } from './listedRows.ts';

/** Tiny-ImageNet's list of validation images. */
export const tinyList = 'val/val_annotations.txt';

/**
 * Tiny-ImageNet: `train/CLASS/images`, and `val/images` with the list `val_annotations.txt`, whose
 * lines begin with the name of an image and its class. The images in `test` have no classes and are
 * not used.
 * @throws InputError if a line of the list has another form.
 */
export const tinyImagenet: Layout = async (files, options, walked) => {
  const found = await classFolders(files, 'train', walked, options);
  checkClasses(files, 'train', found);
  const names = found.map(({ name }) => name);
  const listed = linesOf(await listText(files, tinyList, walked)).map(
    ({ line, at }): ListedPath<string> => {
      const [name, label] = line.split(/\s+/);
      if (!name || !label)
        throw wrongLine(tinyList, at, line, 'the name of an image and its class');
      return { path: `val/images/${name}`, says: label };
    },
  );
  const paths = new Set(listed.map(({ path }) => path));
  await reportUnlisted(files, 'val/images', paths, tinyList, walked);
  const test = labelledRows(await listedRows(files, listed, walked), names, tinyList, walked);
  return { names, splits: { train: splitOfClasses(found, names), test } };
};
