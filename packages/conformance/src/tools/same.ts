import { expect } from 'vitest';

/** Whether two lists of numbers have the same bits, compared by Object.is. */
export const sameBits = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));

/** Expects the same bits. The message shows the first difference. */
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
 * Deep-freezes an object, so that changes throw. Typed arrays cannot be frozen and stay as they
 * are.
 */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
