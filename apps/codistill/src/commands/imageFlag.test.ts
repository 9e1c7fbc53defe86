import { InputError } from '@codistill/core';
import { parseArgs } from 'citty';
import { expect, it } from 'vitest';
import { compare, comparisonOf } from './compare.ts';
import { imageOf } from './imageFlag.ts';

it('--image is a size with framings, and anything else is refused', () => {
  expect(imageOf('64')).toEqual({
    size: 64,
    train: 'random-resized-crop',
    evaluate: 'center-crop',
  });
  expect(imageOf('64x48:train=whole')).toEqual({
    size: { height: 64, width: 48 },
    train: 'whole',
    evaluate: 'center-crop',
  });
  expect(imageOf('8:evaluate=(center-crop:crop=8:resize=9)').evaluate).toEqual({
    use: 'center-crop',
    crop: 8,
    resize: 9,
  });
  for (const wrong of ['', '0', '-1', '64px', '64x', 'large', '64:test=whole', '1e3'])
    expect(() => imageOf(wrong), wrong).toThrow(InputError);
  expect(() => imageOf('64px')).toThrow('--image is "64px", and a size in pixels such as 64');
});

it('--skip-bad is an option of the dataset', async () => {
  const datasetOf = async (line: string) => {
    const words = line.split(' ');
    compare.check(words);
    const { study } = await comparisonOf(
      parseArgs(words, compare.citty.args as never),
      words,
      process.cwd(),
    );
    return study.base.dataset;
  };
  expect(await datasetOf('--dataset image-folder --image 8 --skip-bad')).toEqual({
    use: 'image-folder',
    skipBad: true,
  });
  expect(await datasetOf('--dataset image-folder:channels=1 --image 8 --skip-bad')).toEqual({
    use: 'image-folder',
    channels: 1,
    skipBad: true,
  });
  await expect(datasetOf('--skip-bad')).rejects.toThrow('a dataset beside it');
});
