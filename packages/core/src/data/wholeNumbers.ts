/** Whether a value is a plain array or a typed array, of whatever content. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/**
 * The same numbers as an Int32Array, where that loses nothing: a plain array or any typed array, of
 * whole numbers or bigints that 32 bits hold. Else the position of the first value that is none.
 */
export function wholeNumbers(values: ArrayLike<unknown>): Int32Array | number {
  if (values instanceof Int32Array) return values;
  const whole = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const number = typeof value === 'bigint' ? Number(value) : value;
    // What does not fit in 32 bits comes back as another number, and so do fractions and NaN.
    whole[i] = typeof number === 'number' ? number : Number.NaN;
    if (whole[i] !== number) return i;
  }
  return whole;
}
