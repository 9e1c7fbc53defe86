import { parseArgs } from 'citty';
import { expect, it } from 'vitest';
import { temporary } from '../testing/folder.ts';
import { data } from './data.ts';

const cwd = temporary({ 'experiment.json': '{}' });

it.each([
  [['show'], 'needs a FOLDER with images, or a --dataset'],
  [['show', 'x', '--data', 'y'], 'is given twice'],
  [['show', '--dataset', 'digits', '--out', 'x.jpg'], 'a name that ends in .png was expected'],
  [['show', '--dataset', 'digits', '--images', '0'], 'a whole number from 1'],
  [['show', '--experiment', `${cwd}/experiment.json`, '--seed', '1'], '--seed is given beside'],
  [['show', '--dataset', 'nothing'], 'No dataset'],
  [['check', 'x', '--images', '3'], '--images is for `codistill data show`'],
  [['check', `${cwd}/none`], 'cannot be listed'],
  [['look', 'x'], 'one of show, check was expected'],
])('codistill data %j is refused', async (words, message) => {
  const run = async () => {
    data.check(words);
    return data.run(parseArgs(words, data.citty.args as never), words);
  };
  await expect(run()).rejects.toThrow(message);
});
