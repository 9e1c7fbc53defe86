import type {
  Dataset,
  DatasetFacts,
  Examples,
  Files,
  ImageSize,
  OpenDataset,
  Opening,
  Targets,
} from '../contracts/data.ts';
import { culprit } from '../errors.ts';
import { checkFacts } from './checkFacts.ts';
import {
  emptySplit,
  failingData,
  labelCount,
  noClassCount,
  noShapes,
  notADataset,
  notExamples,
  notLabels,
  notTargets,
  oneBasedLabels,
  type Place,
  targetCount,
  wrongAttribute,
  wrongCount,
  wrongLabel,
  wrongTarget,
  wrongWidth,
} from './datasetErrors.ts';
import { noDecoder } from './noDecoder.ts';
import { checkedReader, checkedShapes, checkPixels } from './pixels.ts';
import { isList, wholeNumbers } from './wholeNumbers.ts';

/** What a dataset is opened with. */
export interface OpeningOptions extends Partial<Opening> {
  /** The number of examples of each split that are read and checked, at most 64 MiB of pixels. */
  readonly batchSize: number;
  /** The size at which they are read if the stored images have several. Absent: not read. */
  readonly size?: ImageSize;
}

const openingBytes = 2 ** 26;

/**
 * A dataset, opened and checked. The checks cover the facts, the size of every split, every label
 * and attribute, and the pixels of the first `batchSize` examples,
 * at most 64 MiB of them. Every later `read` is checked
 * for its type and length. Labels and attributes given as plain arrays or other typed arrays become
 * Int32Array if that is lossless.
 * @throws InputError naming the dataset and the split, if a check fails or the dataset cannot be
 * opened.
 */
export async function openDataset(
  name: string,
  dataset: Dataset,
  files: Files,
  { batchSize, size, ...given }: OpeningOptions,
): Promise<OpenDataset> {
  if (typeof dataset?.open !== 'function') throw notADataset(name, dataset);
  const open = await naming({ dataset: name }, 'opened', () =>
    dataset.open(files, { decoder: noDecoder, ...given }),
  );
  try {
    checkFacts(name, open);
    const splits: Record<string, Examples> = {};
    for (const [split, examples] of Object.entries(open.splits)) {
      const place = { dataset: name, split };
      const checked = checkedExamples(place, examples, open.facts);
      splits[split] = checked;
      const stored = open.facts.size === 'varies' ? size : open.facts.size;
      if (!stored) continue;
      const image = stored.height * stored.width * open.facts.channels;
      const count = Math.min(
        batchSize,
        checked.size,
        Math.max(1, Math.floor(openingBytes / image)),
      );
      const first = Int32Array.from({ length: count }, (_, i) => i);
      await naming(place, 'read', () => checked.read(first, stored));
    }
    const { facts, fingerprint, index } = open;
    return {
      facts,
      splits,
      ...(fingerprint !== undefined && { fingerprint }),
      ...(index !== undefined && { index }),
      close: async () => open.close?.(),
    };
  } catch (error) {
    await open?.close?.();
    throw error;
  }
}

/**
 * Rethrows an error of the dataset's code with the name of the split. An InputError is unchanged.
 */
async function naming<T>(
  place: Pick<Place, 'dataset'> & Partial<Place>,
  what: 'opened' | 'read',
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Error && error.name === 'InputError') throw error;
    const why = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw failingData(place, what, `${why}${culprit((error as Error)?.stack ?? '')}`);
  }
}

function checkedExamples(place: Place, given: Examples, facts: DatasetFacts): Examples {
  if (typeof given !== 'object' || given === null || typeof given.read !== 'function')
    throw notExamples(place, given);
  const { size, attributes = {}, pixels } = given;
  if (!Number.isInteger(size) || size < 0) throw wrongCount(place, size);
  if (size === 0) throw emptySplit(place);
  if (facts.size === 'varies' && typeof given.shapes !== 'function') throw noShapes(place);
  if (pixels !== undefined) checkPixels(place, pixels, size, facts);
  return {
    size,
    targets: checkedTargets(place, given.targets, size, facts.classes),
    attributes: Object.fromEntries(
      Object.entries(attributes ?? {}).map(([name, values]) => [
        name,
        checkedAttribute(place, name, values, size),
      ]),
    ),
    ...(pixels && { pixels }),
    ...(given.name && { name: (index: number) => given.name!(index) }),
    ...(given.shapes && { shapes: checkedShapes(place, (indices) => given.shapes!(indices)) }),
    read: checkedReader(place, (...asked) => given.read(...asked), facts.channels),
  };
}

/**
 * The targets of `size` examples, with values of the types that `Targets` names.
 * @throws InputError naming the first invalid value.
 */
function checkedTargets(
  place: Place,
  given: unknown,
  size: number,
  classes: number | undefined,
): Targets {
  const { kind, values, width } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (kind === 'class') {
    if (classes === undefined) throw noClassCount(place);
    return { kind, values: checkedLabels(place, values, size, classes) };
  }
  if (kind !== 'bits' && kind !== 'numbers') throw notTargets(place, given);
  if (!Number.isInteger(width) || Number(width) < 1) throw wrongWidth(place, width);
  const checked = checkedRows(place, kind, values, size * Number(width));
  return checked instanceof Uint8Array
    ? { kind: 'bits', values: checked, width: Number(width) }
    : { kind: 'numbers', values: checked, width: Number(width) };
}

/** The `count` values of bits or numbers, row by row. */
function checkedRows(
  place: Place,
  kind: 'bits' | 'numbers',
  given: unknown,
  count: number,
): Uint8Array | Float32Array {
  if (!isList(given)) throw notTargets(place, given);
  if (given.length !== count) throw targetCount(place, kind, given.length, count);
  const wrong = (value: unknown) =>
    kind === 'bits' ? value !== 0 && value !== 1 : !Number.isFinite(value);
  for (let i = 0; i < count; i++) if (wrong(given[i])) throw wrongTarget(place, kind, i, given[i]);
  const values = given as ArrayLike<number>;
  if (kind === 'bits') return values instanceof Uint8Array ? values : Uint8Array.from(values);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/**
 * The labels of `size` examples as an Int32Array, [size], given any list of integers from 0 to
 * `classes` - 1.
 * @throws InputError naming the first invalid label.
 */
export function checkedLabels(
  place: { readonly dataset: string; readonly split: string },
  given: unknown,
  size: number,
  classes: number,
): Int32Array {
  if (!isList(given)) throw notLabels(place, given);
  if (given.length !== size) throw labelCount(place, given.length, size);
  const labels = wholeNumbers(given);
  if (typeof labels === 'number') throw wrongLabel(place, labels, given[labels], classes);
  const wrong = labels.findIndex((label) => label < 0 || label >= classes);
  if (wrong < 0) return labels;
  throw labels.every((label) => label >= 1 && label <= classes)
    ? oneBasedLabels(place, wrong, classes)
    : wrongLabel(place, wrong, labels[wrong], classes);
}

function checkedAttribute(place: Place, name: string, given: unknown, size: number): Int32Array {
  const values = isList(given) && given.length === size ? wholeNumbers(given) : undefined;
  if (values instanceof Int32Array) return values;
  throw wrongAttribute(place, name, given, size);
}
