import { pixelBytes } from './pixelBytes.ts';

// Arrays of [length] zeros that threads can share, where the platform has such memory.

export const int32 = (length: number): Int32Array => new Int32Array(pixelBytes(4 * length).buffer);
export const float32 = (length: number): Float32Array =>
  new Float32Array(pixelBytes(4 * length).buffer);
export const float64 = (length: number): Float64Array =>
  new Float64Array(pixelBytes(8 * length).buffer);
