import type { Box, Decoder, Examples, Files } from '@codistill/core';
import { wrongImage } from './errors.ts';

/**
 * How examples are read whose images are files at `paths`. Every error of decoding names its file.
 */
export function imageFiles(
  files: Files,
  decoder: Decoder,
  paths: readonly string[],
  channels: number,
): Required<Pick<Examples, 'shapes' | 'read'>> {
  const decoded = async <T>(index: number, decode: (bytes: Uint8Array) => Promise<T>) => {
    const path = paths[index]!;
    const bytes = await files.read(path);
    return decode(bytes).catch((error: unknown) => {
      throw wrongImage(path, error instanceof Error ? error.message : String(error));
    });
  };
  const shapeOf = (index: number) => decoded(index, (bytes) => decoder.shape(bytes));
  return {
    async shapes(indices) {
      const shapes = await Promise.all(Array.from(indices, shapeOf));
      return Int32Array.from(shapes.flatMap(({ height, width }) => [height, width]));
    },
    async read(indices, size, boxes) {
      const each = size.height * size.width * channels;
      const out = new Uint8Array(indices.length * each);
      const rows = Array.from(indices, async (index, row) => {
        const pixels = await decoded(index, async (bytes) => {
          const box = boxes ? boxAt(boxes, row) : await whole(decoder, bytes);
          return decoder.pixels(bytes, box, size, channels);
        });
        out.set(pixels, row * each);
      });
      await Promise.all(rows);
      return out;
    },
  };
}

const boxAt = (boxes: Int32Array, row: number): Box =>
  [0, 1, 2, 3].map((i) => boxes[4 * row + i]!) as unknown as Box;

async function whole(decoder: Decoder, bytes: Uint8Array): Promise<Box> {
  const { height, width } = await decoder.shape(bytes);
  return [0, 0, height, width];
}
