import { defineDataset, type InMemorySplit, inMemory, stream } from '@codistill/core';
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
    open: async () => {
      const [height, width, channels] = shape;
      return inMemory(
        {
          classes,
          channels,
          size: { height, width },
          mean: new Array<number>(channels).fill(0.4),
          std: new Array<number>(channels).fill(0.3),
        },
        { train: rowsOf('train', train, shape, classes), test: rowsOf('test', 8, shape, classes) },
      );
    },
  }),
});

function rowsOf(
  split: string,
  count: number,
  shape: readonly [number, number, number],
  classes: number,
): InMemorySplit {
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
  return { pixels, targets: { kind: 'class', values: labels } };
}
