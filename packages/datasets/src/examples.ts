import type { Examples } from '@codistill/core';

/** Examples with images that are contiguous in memory, `imageSize` bytes each. */
export function examplesOf(images: Uint8Array, labels: Int32Array, imageSize: number): Examples {
  return {
    size: labels.length,
    targets: { kind: 'class', values: labels },
    async read(indices) {
      const out = new Uint8Array(indices.length * imageSize);
      indices.forEach((index, i) => {
        out.set(images.subarray(index * imageSize, (index + 1) * imageSize), i * imageSize);
      });
      return out;
    },
  };
}
