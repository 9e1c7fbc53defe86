/**
 * Memory for `length` bytes of pixels that threads can share; not shared where the platform has no
 * such memory.
 */
export const pixelBytes = (length: number): Uint8Array =>
  typeof SharedArrayBuffer === 'undefined'
    ? new Uint8Array(length)
    : new Uint8Array(new SharedArrayBuffer(length));
