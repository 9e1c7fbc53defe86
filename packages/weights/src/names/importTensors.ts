import type { HostTensor, Named, NameRule } from '@codistill/core';
import type { TensorShapes } from '@codistill/core/engine';
import { otherTensors, unusedAllowance } from '../errors.ts';
import { floatsOf, type WeightFile } from '../file/weightFile.ts';
import { type Elsewhere, elsewhere } from './elsewhere.ts';
import { toOurs } from './layout.ts';

/** The values of a network's parameters and running statistics, by our names. */
export interface NetworkTensors {
  readonly params: Named<HostTensor>;
  readonly stats: Named<HostTensor>;
}

/** What is imported, and how. */
export interface ImportOptions {
  /** The rules of the backbone for the library; none if the file has our names and layout. */
  readonly rules?: readonly NameRule[];
  /** For messages. */
  readonly library: string;
  /**
   * Names of ours or of the library, with * for any characters: tensors that may be missing, have
   * another shape or be left over. These are not in the result.
   */
  readonly allow?: readonly string[];
}

/** Counters of batches, which networks here do not have. */
const ignored = /(^|\.)num_batches_tracked$/;

/**
 * The tensors of a network from a file. `shapes` are those of the backbone.
 * @throws InputError in one sentence if tensors are missing, left over or of another shape, if one
 * is of a type that cannot be read, or if an allowance matches nothing.
 */
export function importTensors(
  file: WeightFile,
  shapes: TensorShapes,
  { rules, library, allow = [] }: ImportOptions,
): NetworkTensors {
  const ours = { ...shapes.params, ...shapes.stats };
  const where = rules ? elsewhere(ours, rules, library) : asHere(ours);
  const patterns = allow.map(patternOf);
  for (const [i, pattern] of patterns.entries())
    if (![...Object.keys(ours), ...Object.keys(file.tensors)].some((name) => pattern.test(name)))
      throw unusedAllowance(allow[i]!, file.path);
  const free = (...names: string[]) =>
    names.some((name) => patterns.some((pattern) => pattern.test(name)));
  const differing = differencesOf(file, where, free);
  if (differing) throw otherTensors(file.path, differing, classifierOf(differing, where));
  const read = (names: Named<readonly number[]>) =>
    Object.fromEntries(
      Object.entries(names)
        .filter(([name]) => fits(file, where[name]!))
        .map(([name, shape]) => [
          name,
          { shape, data: valuesOf(file, name, shape, where[name]!, rules !== undefined) },
        ]),
    );
  return { params: read(shapes.params), stats: read(shapes.stats) };
}

const asHere = (shapes: Named<readonly number[]>): Named<Elsewhere> =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { name, shape }]));

const patternOf = (text: string) =>
  new RegExp(`^${text.replace(/[^\w*/]/g, '\\$&').replaceAll('*', '.*')}$`);

const sameShape = (a: readonly number[], b: readonly number[]) => String(a) === String(b);

const fits = ({ tensors }: WeightFile, { name, shape }: Elsewhere) =>
  Object.hasOwn(tensors, name) && sameShape(tensors[name]!.shape, shape);

function differencesOf(
  { tensors }: WeightFile,
  where: Named<Elsewhere>,
  free: (...names: string[]) => boolean,
) {
  const needed = Object.entries(where).filter(([ours, { name }]) => !free(ours, name));
  const missing = needed
    .filter(([, { name }]) => !Object.hasOwn(tensors, name))
    .map(([, { name }]) => name);
  const unlike = needed
    .filter(([, { name }]) => Object.hasOwn(tensors, name))
    .filter(([, { name, shape }]) => !sameShape(tensors[name]!.shape, shape))
    .map(([, { name, shape }]) => `${name} is [${tensors[name]!.shape}], not [${shape}]`);
  const known = new Set(Object.values(where).map(({ name }) => name));
  const leftOver = Object.keys(tensors).filter(
    (name) => !known.has(name) && !ignored.test(name) && !free(name),
  );
  if (missing.length + unlike.length + leftOver.length === 0) return undefined;
  return { missing: [...new Set(missing)], unlike: [...new Set(unlike)], leftOver };
}

/** The allowance that would do, if classifiers alone have another shape. */
function classifierOf(
  { missing, leftOver, unlike }: NonNullable<ReturnType<typeof differencesOf>>,
  where: Named<Elsewhere>,
): string | undefined {
  const classifiers = Object.entries(where).filter(([ours]) => /(^|\/)classifier\//.test(ours));
  const all = unlike.every((text) =>
    classifiers.some(([, { name }]) => text.startsWith(`${name} `)),
  );
  if (unlike.length === 0 || missing.length + leftOver.length > 0 || !all) return undefined;
  return classifiers.some(([ours]) => ours.includes('/classifier/'))
    ? '*classifier/*'
    : 'classifier/*';
}

function valuesOf(
  { tensors, path }: WeightFile,
  name: string,
  shape: readonly number[],
  { name: theirs, part, layout }: Elsewhere,
  translated: boolean,
): Float32Array {
  const whole = floatsOf(tensors[theirs]!, theirs, path);
  const size = whole.length / (part?.count ?? 1);
  const values = part ? whole.subarray(part.index * size, (part.index + 1) * size) : whole;
  return translated ? toOurs(values, shape, name, layout) : values;
}
