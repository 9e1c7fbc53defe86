import { checkClasses, classFolders } from '../classFolders.ts';
import { splitOfClasses } from '../listed.ts';
import { splitBySeed } from '../splitBySeed.ts';
import type { Layout } from './layout.ts';
import { checkNamed } from './splits.ts';

/** A folder for each class; training and test images are drawn by the seed. */
export const classes: Layout = async (files, options, walked) => {
  await checkNamed(files, 'train', options.train);
  const folder = options.train ?? '';
  const found = await classFolders(files, folder, walked, options);
  checkClasses(files, folder, found);
  const names = found.map(({ name }) => name);
  return { names, splits: splitBySeed(splitOfClasses(found, names), names, options) };
};
