import type { OpenDataset } from '../contracts/data.ts';
import { notOpened, wrongFact } from './datasetErrors.ts';

const isWhole = (value: unknown, least: number) =>
  Number.isInteger(value) && Number(value) >= least;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const classCount = 'a whole number from 2';

/**
 * Checks the facts of an opened dataset and the names of its splits.
 * @throws InputError naming the first invalid fact.
 */
export function checkFacts(name: string, open: OpenDataset): void {
  if (!isRecord(open) || !isRecord(open.facts)) throw notOpened(name, open);
  const { classes, names, channels, size, mean, std } = open.facts;
  const require = (fact: string, fits: boolean, found: unknown, expected: string) => {
    if (!fits) throw wrongFact(name, fact, found, expected);
  };
  require('classes', classes === undefined || isWhole(classes, 2), classes, classCount);
  require('names', names === undefined ||
    (Array.isArray(names) &&
      names.every((one) => typeof one === 'string') &&
      (classes === undefined ||
        names.length ===
          classes)), names, `a list of texts${classes === undefined ? '' : `, one for each of ${classes} classes`}`);
  require('channels', isWhole(channels, 1), channels, '1 for grey images, or 3 for colour');
  const whole = isRecord(size) && isWhole(size['height'], 1) && isWhole(size['width'], 1);
  require('size', size === 'varies' ||
    whole, size, "{ height, width } in whole numbers from 1, or 'varies'");
  const perChannel = (values: unknown, fits: (value: number) => boolean) =>
    Array.isArray(values) && values.length === channels && values.every(fits);
  const numbers = `a list of ${channels}, one for each channel`;
  const bytes = 'of pixels in [0, 1]: divide by 255 where it is of bytes';
  const inRange = perChannel(mean, (value) => value >= 0 && value <= 1);
  require('mean', inRange, mean, `${numbers}, ${bytes}`);
  const above = perChannel(std, (value) => value > 0 && value <= 1);
  require('std', above, std, `${numbers}, above 0, ${bytes}`);
  const splits: unknown = open.splits;
  require('splits', isRecord(splits) &&
    Object.hasOwn(splits, 'train') &&
    !Object.hasOwn(splits, ''), isRecord(splits)
    ? Object.keys(splits)
    : splits, "an object with names and examples and with 'train' among them");
}
