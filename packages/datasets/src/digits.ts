import { defineDataset, type InMemorySplit, inMemory, stream, type Targets } from '@codistill/core';
import { gunzip } from './bytes.ts';
import { digitsData } from './digitsData.ts';
import { pixelBytes } from './pixelBytes.ts';

const splits = ['train', 'test'] as const;
const pixels = 64;

/** Every fifth image of each class, in the order of a fixed random stream, is a test image. */
async function unpack(): Promise<Readonly<Record<string, InMemorySplit>>> {
  const packed = await gunzip(Uint8Array.from(atob(digitsData), (letter) => letter.charCodeAt(0)));
  const count = packed.length / (pixels + 1);
  const label = (i: number) => packed[i * (pixels + 1) + pixels]!;
  const seen = new Array<number>(10).fill(0);
  const members: Record<string, number[]> = { train: [], test: [] };
  for (const i of stream(0, 'digits/split', 0).permutation(count))
    members[seen[label(i)]!++ % 5 === 0 ? 'test' : 'train']!.push(i);
  return Object.fromEntries(
    splits.map((split) => {
      const chosen = members[split]!.sort((a, b) => a - b);
      const images = pixelBytes(chosen.length * pixels);
      chosen.forEach((i, position) => {
        for (let k = 0; k < pixels; k++)
          images[position * pixels + k] = Math.round((packed[i * (pixels + 1) + k]! * 255) / 16);
      });
      const targets: Targets = { kind: 'class', values: Int32Array.from(chosen, label) };
      return [split, { pixels: images, targets }];
    }),
  );
}

/**
 * Handwritten digits: 8x8 grey images with ten classes. They are the 1,797 images of the test set
 * of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak 1998, UCI, doi
 * 10.24432/C50P49, CC BY 4.0) and are embedded in this package. A fifth of each class, always the
 * same images, is the test split: 1,433 training and 364 test images. Pixels are scaled from
 * [0, 16] to [0, 255]. Mean and deviation are those of the training images.
 */
export const digits = defineDataset({
  id: 'digits',
  about: '1,797 handwritten digits, 8x8 grey images, included in the package.',
  source: 'Alpaydin and Kaynak 1998, UCI, doi 10.24432/C50P49, CC BY 4.0',
  create() {
    let unpacked: ReturnType<typeof unpack> | undefined;
    return {
      async open() {
        unpacked ??= unpack();
        return inMemory(
          {
            classes: 10,
            channels: 1,
            size: { height: 8, width: 8 },
            mean: [0.3051],
            std: [0.3758],
          },
          await unpacked,
        );
      },
    };
  },
});
