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
  const check = (fact: string, fits: boolean, found: unknown, expected: string) => {
    if (!fits) throw wrongFact(name, fact, found, expected);
  };
  check('classes', classes === undefined || isWhole(classes, 2), classes, classCount);
  const each = classes === undefined ? '' : `, one for each of ${classes} classes`;
  check('names', areNames(names, classes), names, `a list of texts${each}`);
  check('channels', isWhole(channels, 1), channels, '1 for grey images, or 3 for colour');
  const whole = isRecord(size) && isWhole(size['height'], 1) && isWhole(size['width'], 1);
  const sizes = "{ height, width } in whole numbers from 1, or 'varies'";
  check('size', size === 'varies' || whole, size, sizes);
  const perChannel = (values: unknown, fits: (value: number) => boolean) =>
    Array.isArray(values) && values.length === channels && values.every(fits);
  const numbers = `a list of ${channels}, one for each channel`;
  const bytes = 'of pixels in [0, 1]: divide by 255 where it is of bytes';
  const inRange = perChannel(mean, (value) => value >= 0 && value <= 1);
  check('mean', inRange, mean, `${numbers}, ${bytes}`);
  const above = perChannel(std, (value) => value > 0 && value <= 1);
  check('std', above, std, `${numbers}, above 0, ${bytes}`);
  const splits: unknown = open.splits;
  const known = isRecord(splits) ? Object.keys(splits) : undefined;
  const trained = known?.includes('train') === true && !known.includes('');
  const examples = "an object with names and examples and with 'train' among them";
  check('splits', trained, known ?? splits, examples);
}

/** Whether `names` are texts, one for each class if the number of classes is known. */
const areNames = (names: unknown, classes: number | undefined): boolean =>
  names === undefined ||
  (Array.isArray(names) &&
    names.every((one) => typeof one === 'string') &&
    (classes === undefined || names.length === classes));
