/** Arrays that may be filled again, the latest last. */
const free: Float32Array<ArrayBuffer>[] = [];
/** More than a thread needs at a time; the oldest are dropped. */
const keptAtMost = 8;
/** The arrays that `pixelArray` returned: only they may be filled again. */
const handed = new WeakSet<ArrayBuffer>();

/**
 * An array for the pixels of a batch, with any content. It is filled again for a later batch after
 * this one was used, because a new array of many megabytes costs more time than filling it. So a
 * perturbation that takes its result from here fills all of it and keeps no batch.
 */
export function pixelArray(length: number): Float32Array<ArrayBuffer> {
  const fits = free.findLastIndex((array) => array.length === length);
  const array =
    fits < 0 ? new Float32Array(length) : (free.splice(fits, 1)[0] as Float32Array<ArrayBuffer>);
  handed.add(array.buffer);
  return array;
}

/** Whether an array came from `pixelArray`, and was neither given back nor to another thread. */
export const isPixelArray = (pixels: Float32Array): pixels is Float32Array<ArrayBuffer> =>
  handed.has(pixels.buffer as ArrayBuffer) &&
  pixels.length > 0 &&
  pixels.byteLength === pixels.buffer.byteLength;

/**
 * Gives arrays back that nobody needs any more. Those that did not come from `pixelArray` are left
 * to their owners. An array that is given several times is given once.
 */
export function givePixelsBack(arrays: readonly Float32Array[]): void {
  for (const array of arrays)
    if (isPixelArray(array)) {
      handed.delete(array.buffer);
      takePixels(array);
    }
}

/** Takes an array whose owner gave it away, such as one that came back from another thread. */
export function takePixels(array: Float32Array<ArrayBuffer>): void {
  if (free.push(array) > keptAtMost) free.shift();
}
