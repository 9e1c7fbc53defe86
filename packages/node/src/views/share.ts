import type { Examples, OpenDataset, Targets } from '@codistill/core';
import type { ImageShape } from '@codistill/core/engine';

/** A split with its pixels in memory that threads share. */
export interface SharedSplit {
  readonly targets: Targets;
  /** [examples, height, width, channels], a view of a SharedArrayBuffer. */
  readonly pixels: Uint8Array;
}

/** The splits whose pixels lie in a SharedArrayBuffer already; undefined if some do not. */
export function sharedSplits({
  splits,
}: OpenDataset): Readonly<Record<string, SharedSplit>> | undefined {
  const shared: Record<string, SharedSplit> = {};
  for (const [name, { pixels, targets }] of Object.entries(splits)) {
    if (!(pixels?.buffer instanceof SharedArrayBuffer)) return undefined;
    shared[name] = { pixels, targets };
  }
  return shared;
}

const atOnce = 1024;

/**
 * The pixels of the examples at `positions`, in that order, in memory shared between threads. They
 * are read a thousand examples at a time.
 */
export async function sharePixels(
  examples: Examples,
  positions: Int32Array,
  [height, width, channels]: ImageShape,
): Promise<Uint8Array> {
  const imageSize = height * width * channels;
  const bytes = new Uint8Array(new SharedArrayBuffer(positions.length * imageSize));
  for (let start = 0; start < positions.length; start += atOnce) {
    const some = positions.slice(start, start + atOnce);
    bytes.set(await examples.read(some, { height, width }), start * imageSize);
  }
  return bytes;
}
