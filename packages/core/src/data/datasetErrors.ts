// All errors about the data that a dataset returns: what was found, what was expected, what to do.
import { InputError } from '../errors.ts';

/** Where data comes from. */
export interface Place {
  readonly dataset: string;
  readonly split: string;
}
const at = ({ dataset, split }: Pick<Place, 'dataset'> & Partial<Place>) =>
  `The dataset "${dataset}"${split === undefined ? '' : `, split "${split}"`}:`;

/** A value for a message, or its type if the value is long. */
function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value) && value.length <= 8) return `[${value.map(shown).join(', ')}]`;
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? 'object';
  return `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name}`;
}

export const notADataset = (dataset: string, found: unknown) =>
  new InputError(
    `The dataset "${dataset}" is ${shown(found)}, and an object with the function \`open\` was expected. Return one from \`create\`, directly and not as a promise.`,
  );
export const wrongFact = (dataset: string, fact: string, found: unknown, expected: string) =>
  new InputError(
    `The dataset "${dataset}" has ${fact}: ${shown(found)}, and ${expected} was expected.`,
  );
export const failingData = (
  place: Parameters<typeof at>[0],
  what: 'opened' | 'read',
  why: string,
) => new InputError(`${at(place)} it cannot be ${what}: ${why.replace(/\.$/, '')}.`);
export const notOpened = (dataset: string, found: unknown) =>
  new InputError(
    `The dataset "${dataset}": \`open\` gave ${shown(found)}, and { facts, splits } was expected.`,
  );
export const notExamples = (place: Place, found: unknown) =>
  new InputError(
    `${at(place)} \`open\` gave ${shown(found)}, and { size, targets, read } was expected.`,
  );
export const noShapes = (place: Place) =>
  new InputError(
    `${at(place)} it has no function \`shapes\`, which gives the height and width of images where the dataset's size is 'varies'.`,
  );
export const wrongShapes = (place: Place, found: unknown, expected: number) =>
  new InputError(
    `${at(place)} \`shapes\` gave ${shown(found)}, and an Int32Array of ${expected} whole numbers from 1 was expected, height and width of each image.`,
  );
export const wrongPixels = (place: Place, found: unknown, expected: number | undefined) =>
  new InputError(
    `${at(place)} its \`pixels\` are ${shown(found)}, and ${expected === undefined ? "none were expected, because the dataset's size is 'varies'" : `a Uint8Array of ${expected} bytes was expected, those of all images`}.`,
  );
export const wrongCount = (place: Place, size: unknown) =>
  new InputError(`${at(place)} its size is ${shown(size)}, and a whole number was expected.`);
export const emptySplit = (place: Place) =>
  new InputError(`${at(place)} it has no examples. Leave it out of \`splits\`, or give it some.`);
export const noDecoding = () =>
  new InputError(
    'This program decodes no images, but the dataset has image files. Give `train` the option `decoder`, such as sharpDecoder() of @codistill/node.',
  );
export const notLabels = (place: Place, found: unknown) =>
  new InputError(
    `${at(place)} its labels are ${shown(found)}, and an Int32Array was expected (another typed array or a plain array of whole numbers is accepted too).`,
  );
export const notTargets = (place: Place, found: unknown) =>
  new InputError(
    `${at(place)} its targets are ${shown(found)}, and { kind: 'class', values } was expected (or kind 'bits' or 'numbers', with values and width).`,
  );
export const wrongWidth = (place: Place, found: unknown) =>
  new InputError(
    `${at(place)} the width of its targets is ${shown(found)}, and the number of values of each example was expected.`,
  );
export const targetCount = (place: Place, kind: string, found: number, expected: number) =>
  new InputError(
    `${at(place)} its targets have ${found} ${kind}, and ${expected} were expected: width for each example.`,
  );
export const wrongTarget = (place: Place, kind: string, index: number, found: unknown) =>
  new InputError(
    `${at(place)} value ${index} of its targets is ${shown(found)}, and ${kind === 'bits' ? '0 or 1' : 'a finite number'} was expected.`,
  );
export const labelCount = (place: Place, found: number, size: number) =>
  new InputError(
    `${at(place)} it has ${found} labels for ${size} examples. Give each example one label.`,
  );
export function wrongLabel(place: Place, index: number, found: unknown, classes: number) {
  const what = `${at(place)} the label of example ${index} is ${shown(found)}, but labels go from 0 to ${classes - 1} in whole numbers.`;
  if (typeof found === 'string' && found.trim() !== '' && Number.isFinite(Number(found)))
    return new InputError(`${what} Turn text into numbers: Int32Array.from(labels, Number).`);
  if (typeof found === 'string')
    return new InputError(`${what} Number the classes from 0, and give the numbers.`);
  if (found === undefined || found === null || Number.isNaN(found))
    return new InputError(`${what} Leave out examples whose label is missing.`);
  return new InputError(`${what} Is the file damaged, or is the number of classes different?`);
}
export const oneBasedLabels = (place: Place, index: number, classes: number) =>
  new InputError(
    `${at(place)} the label of example ${index} is ${classes}, but labels go from 0 to ${classes - 1}, and these go from 1 to ${classes}. Subtract 1 from each.`,
  );
export const wrongAttribute = (place: Place, name: string, found: unknown, size: number) =>
  new InputError(
    `${at(place)} its attribute "${name}" is ${shown(found)}, and an Int32Array of ${size} whole numbers was expected, one for each example.`,
  );
export function notPixels(
  place: Place,
  found: unknown,
  range: readonly [low: number, high: number] | undefined,
) {
  const what = `${at(place)} \`read\` gave ${shown(found)}, and a Uint8Array of pixels from 0 to 255 was expected.`;
  if (range === undefined) return new InputError(what);
  const [low, high] = range;
  const from = `Its values go from ${low} to ${high}`;
  if (low >= 0 && high <= 1)
    return new InputError(
      `${what} ${from}: Uint8Array.from(pixels, (pixel) => Math.round(255 * pixel)) converts them.`,
    );
  if (low >= 0 && high <= 255)
    return new InputError(`${what} ${from}: Uint8Array.from(pixels, Math.round) converts them.`);
  return new InputError(
    `${what} ${from}: give pixels before normalization; \`mean\` and \`std\` do that later.`,
  );
}
export const wrongLength = (
  place: Place,
  found: number,
  images: number,
  shape: readonly number[],
) =>
  new InputError(
    `${at(place)} \`read\` gave ${found} bytes for ${images} images of ${shape.join(' x ')}, and ${images * shape.reduce((a, b) => a * b, 1)} were expected. Are the dataset's size, its channels and the order of the bytes right?`,
  );
export const darkPixels = (place: Place) =>
  new InputError(
    `${at(place)} no pixel of the first batch is above 1, but pixels go from 0 to 255. Multiply pixels in [0, 1] by 255.`,
  );
export const noClassCount = ({ dataset, split }: Place) =>
  new InputError(
    `The split "${split}" of the dataset "${dataset}" labels each example with one class, but the dataset does not say how many classes there are. Set its \`classes\`.`,
  );
