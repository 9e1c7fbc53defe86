/** Whether a value is a plain array or a typed array, regardless of its elements. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/**
 * The same numbers as an Int32Array, given a plain array or a typed array of integers or bigints
 * that fit in 32 bits. If an element cannot be converted without loss, returns the position of the
 * first such element.
 */
export function wholeNumbers(values: ArrayLike<unknown>): Int32Array | number {
  if (values instanceof Int32Array) return values;
  const whole = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const number = typeof value === 'bigint' ? Number(value) : value;
    // A number that does not fit in 32 bits changes in the conversion, as do fractions and NaN.
    whole[i] = typeof number === 'number' ? number : Number.NaN;
    if (whole[i] !== number) return i;
  }
  return whole;
}
