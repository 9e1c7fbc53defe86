import { defineDataset, stream } from '@codistill/core';
import { z } from 'zod';

/** Images with a bright row that tells the class, plus noise. */
export const images = defineDataset({
  id: 'conformance-images',
  about: 'Rows, with noise.',
  options: z.object({
    shape: z
      .tuple([z.number().int(), z.number().int(), z.number().int()])
      .default([4, 4, 1])
      .describe('Height, width, channels.'),
    classes: z.number().int().default(4).describe('How many.'),
    train: z.number().int().default(40).describe('Training examples.'),
  }),
  create: ({ shape, classes, train }) => ({
    classes,
    imageShape: shape,
    mean: new Array<number>(shape[2]).fill(0.4),
    std: new Array<number>(shape[2]).fill(0.3),
    splits: ['train', 'test'],
    async open(split) {
      const count = split === 'train' ? train : 8;
      const row = shape[1] * shape[2];
      const size = shape[0] * row;
      const rng = stream(11, split, 0);
      const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
      const pixels = Uint8Array.from(
        { length: count * size },
        (_, i) =>
          rng.integer(120) +
          (Math.floor((i % size) / row) === labels[Math.floor(i / size)]! % shape[0] ? 120 : 0),
      );
      const read = async (indices: Int32Array) => {
        const out = new Uint8Array(indices.length * size);
        indices.forEach((index, i) => {
          out.set(pixels.subarray(index * size, (index + 1) * size), i * size);
        });
        return out;
      };
      return { size: count, targets: { kind: 'class', values: labels }, read };
    },
  }),
});
