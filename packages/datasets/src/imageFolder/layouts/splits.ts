import type { Files } from '@codistill/core';
import { checkClasses, classFolders, foldersIn } from '../classFolders.ts';
import { missingFolder, severalTests, unlabelledTest } from '../errors.ts';
import { joined } from '../fileTable.ts';
import { isImageName } from '../formats.ts';
import { splitOfClasses } from '../listed.ts';
import { splitBySeed } from '../splitBySeed.ts';
import { entriesOf, type Walked } from '../walk.ts';
import type { Layout } from './layout.ts';

/** What the folder of test images may be called. */
export const testNames = ['test', 'val', 'valid', 'validation'] as const;

/**
 * A folder `train` and one of test images, each with a folder for each class. Without test images,
 * they are drawn from those of training.
 * @throws InputError if several folders of test images have classes, and no option names one.
 */
export const splits: Layout = async (files, options, walked) => {
  for (const option of ['train', 'test'] as const) await checkNamed(files, option, options[option]);
  const train = options.train ?? 'train';
  const found = await classFolders(files, train, walked, options);
  checkClasses(files, train, found);
  const names = found.map(({ name }) => name);
  const training = splitOfClasses(found, names);
  const test = options.test ?? (await testFolder(files, walked));
  if (test === undefined) return { names, splits: splitBySeed(training, names, options) };
  const tested = await classFolders(files, test, walked, options);
  const known = new Set(names);
  for (const { name } of tested)
    if (!known.has(name))
      walked.problems.push({ path: joined(test, name), reason: `is a class that ${train} lacks` });
  const shared = tested.filter(({ name }) => known.has(name));
  return { names, splits: { train: training, test: splitOfClasses(shared, names) } };
};

/** @throws InputError if an option names a folder that is not there. */
export async function checkNamed(
  files: Files,
  option: string,
  name: string | undefined,
): Promise<void> {
  if (name !== undefined && (await files.stat(name))?.kind !== 'folder')
    throw missingFolder(files.root, option, name);
}

/** The one folder of test images that has folders; ImageNet's test images have no classes. */
async function testFolder(files: Files, walked: Walked): Promise<string | undefined> {
  const found: string[] = [];
  const flat: string[] = [];
  for (const name of testNames) {
    if ((await files.stat(name))?.kind !== 'folder') continue;
    const entries = await entriesOf(files, name, walked);
    if (foldersIn(entries).length > 0) found.push(name);
    else if (entries.some((entry) => isImageName(entry.name))) flat.push(name);
  }
  if (found.length > 1) throw severalTests(files.root, found);
  if (found.length === 0 && flat.length > 0) throw unlabelledTest(files.root, flat[0]!);
  return found[0];
}
