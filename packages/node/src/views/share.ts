import type { Examples, Targets } from '@codistill/core';
import type { ImageShape } from '@codistill/core/engine';

const atOnce = 1024;

/**
 * The pixels of the examples at `positions`, in that order, in memory shared between threads. They
 * are read a thousand examples at a time.
 */
export async function sharePixels(
  examples: Examples,
  positions: Int32Array,
  [height, width, channels]: ImageShape,
): Promise<SharedArrayBuffer> {
  const imageSize = height * width * channels;
  const shared = new SharedArrayBuffer(positions.length * imageSize);
  const bytes = new Uint8Array(shared);
  for (let start = 0; start < positions.length; start += atOnce) {
    const some = positions.slice(start, start + atOnce);
    bytes.set(await examples.read(some, { height, width }), start * imageSize);
  }
  return shared;
}

/** The same examples in another thread. Example i is the one at the i-th position. */
export function sharedExamples(pixels: SharedArrayBuffer, targets: Targets): Examples {
  const bytes = new Uint8Array(pixels);
  const examples = targets.values.length / ('width' in targets ? targets.width : 1);
  const size = bytes.length / examples;
  return {
    size: examples,
    targets,
    read: async (indices) => {
      const out = new Uint8Array(indices.length * size);
      indices.forEach((index, i) => {
        out.set(bytes.subarray(index * size, (index + 1) * size), i * size);
      });
      return out;
    },
  };
}
