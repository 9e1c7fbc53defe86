import { expect } from 'vitest';

/** Whether two runs of numbers are the same bits, by Object.is. */
export const sameBits = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));

/** The same, with the first difference in the message. */
export function expectSameBits(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
): void {
  expect(found.length, `${what}: its size`).toBe(expected.length);
  const at = Array.from(found).findIndex((value, i) => !Object.is(value, expected[i]));
  expect(
    at < 0 ? undefined : `${what}: number ${at} is ${found[at]}, was ${expected[at]}`,
  ).toBeUndefined();
}

/**
 * An object that throws where it is changed, and all that it holds. Typed arrays stay: they cannot
 * be frozen.
 */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
