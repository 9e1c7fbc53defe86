/** The values of float16 numbers, 1 sign bit, 5 exponent bits and 10 fraction bits. Exact. */
export const fromFloat16 = (halves: Uint16Array): Float32Array =>
  Float32Array.from(halves, (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });

/** The values of bfloat16 numbers, which are the upper halves of float32 numbers. Exact. */
export const fromBfloat16 = (halves: Uint16Array): Float32Array =>
  new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
