import { defineDataset, inMemory, noDecoder, noFiles, stream } from '@codistill/core';
import { digits } from '@codistill/datasets';

const edge = 8;
const width = 2 * edge;

/** Canvases of 16x16 pixels with two or three digits of different classes, a quadrant for each. */
function canvases({ size, targets, pixels }, count, split) {
  const images = new Uint8Array(count * width * width);
  const bits = new Uint8Array(count * 10);
  for (let canvas = 0; canvas < count; canvas++) {
    const rng = stream(1, `digit-canvas/${split}`, canvas);
    const quadrants = rng.permutation(4).subarray(0, 2 + rng.integer(2));
    for (const quadrant of quadrants) {
      let digit = rng.integer(size);
      while (bits[canvas * 10 + targets.values[digit]] === 1) digit = rng.integer(size);
      bits[canvas * 10 + targets.values[digit]] = 1;
      const corner = canvas * width * width + edge * ((quadrant >> 1) * width + (quadrant & 1));
      for (let row = 0; row < edge; row++) {
        const from = (digit * edge + row) * edge;
        images.set(pixels.subarray(from, from + edge), corner + row * width);
      }
    }
  }
  return { pixels: images, targets: { kind: 'bits', width: 10, values: bits } };
}

/** Which digits are on a canvas: several labels for each image. */
export const digitCanvas = defineDataset({
  id: 'digit-canvas',
  about: 'Two or three digits on a canvas, with the bits of the digits that are there.',
  create: () => ({
    async open() {
      const { facts, splits } = await digits().open(noFiles, { decoder: noDecoder });
      const { mean, std } = facts;
      const size = { height: width, width };
      return inMemory(
        { classes: 10, names: [...'0123456789'], channels: 1, size, mean, std },
        {
          train: canvases(splits.train, 2000, 'train'),
          test: canvases(splits.test, 1000, 'test'),
        },
      );
    },
  }),
});
