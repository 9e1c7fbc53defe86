import type { Dataset } from '../contracts/data.ts';
import { notADataset, wrongFact } from './datasetErrors.ts';

const isWhole = (value: unknown, least: number) =>
  Number.isInteger(value) && Number(value) >= least;

/**
 * Checks the facts that a dataset declares, before it is opened.
 * @throws InputError naming the first invalid fact.
 */
export function checkDataset(name: string, dataset: Dataset): void {
  const refuse = (fact: string, found: unknown, expected: string) => {
    throw wrongFact(name, fact, found, expected);
  };
  if (typeof dataset !== 'object' || dataset === null || typeof dataset.open !== 'function')
    throw notADataset(name, dataset);
  const { classes, imageShape, mean, std, splits } = dataset;
  if (classes !== undefined && !isWhole(classes, 2))
    refuse('classes', classes, 'a whole number from 2');
  if (
    !Array.isArray(imageShape) ||
    imageShape.length !== 3 ||
    !imageShape.every((side) => isWhole(side, 1))
  )
    refuse(
      'imageShape',
      imageShape,
      '[height, width, channels] in whole numbers from 1, such as [28, 28, 1] for grey images',
    );
  const perChannel = (values: unknown, fits: (value: number) => boolean) =>
    Array.isArray(values) && values.length === imageShape[2] && values.every(fits);
  const numbers = `a list of ${imageShape[2]}, one for each channel`;
  if (!perChannel(mean, (value) => value >= 0 && value <= 1))
    refuse('mean', mean, `${numbers}, of pixels in [0, 1]: divide by 255 where it is of bytes`);
  if (!perChannel(std, (value) => value > 0 && value <= 1))
    refuse(
      'std',
      std,
      `${numbers}, above 0, of pixels in [0, 1]: divide by 255 where it is of bytes`,
    );
  if (
    !Array.isArray(splits) ||
    !splits.includes('train') ||
    new Set(splits).size !== splits.length ||
    !splits.every((split) => typeof split === 'string' && split !== '')
  )
    refuse('splits', splits, "a list of different names with 'train' among them");
}
