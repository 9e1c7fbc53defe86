import { otherBatch } from '../errors.ts';
import type { Attribute, Extent } from '../graph.ts';

/** The sizes of the two batches with which a network is recorded. */
export const batchSizes = [2, 3] as const;

/**
 * One value of two recordings with batches of 2 and 3: what is equal stays, and numbers that are
 * multiples of the batch become so many for each example.
 * @throws InputError if the values differ in another way.
 */
export function mergeBatches(
  kernel: string,
  what: string,
  two: unknown,
  three: unknown,
): Attribute {
  if (Object.is(two, three) || (two === null && three === null)) return two as Attribute;
  if (typeof two === 'number' && typeof three === 'number') {
    const each = two / batchSizes[0];
    if (Number.isInteger(each) && each * batchSizes[1] === three) return { perExample: each };
  }
  if (Array.isArray(two) && Array.isArray(three) && two.length === three.length)
    return two.map((value: unknown, i) => mergeBatches(kernel, what, value, three[i]));
  if (isRecord(two) && isRecord(three))
    return Object.fromEntries(
      Object.keys(two).map((key) => [key, mergeBatches(kernel, what, two[key], three[key])]),
    );
  throw otherBatch(kernel, what, [two, three]);
}

/** The shape of a value in two recordings. */
export const mergeShapes = (
  kernel: string,
  two: readonly number[],
  three: readonly number[],
): readonly Extent[] => mergeBatches(kernel, 'shape', two, three) as readonly Extent[];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
