import { type Box, type Decoder, type Examples, resized, type Targets } from '@codistill/core';
import { unreadableImage } from './errors.ts';
import { inOrder } from './inOrder.ts';
import { keptBytes } from './keptBytes.ts';

/** The images of a split, as they are stored: files, rows of a table, or entries of an archive. */
export interface EncodedImages {
  readonly targets: Targets;
  /**
   * [examples, 2], height and width as they are seen; 0 until an image is first looked at. In shared
   * memory, so that each thread learns from the others.
   */
  readonly shapes: Int32Array;
  /** The encoded bytes of an example. @throws InputError naming what cannot be read. */
  bytes(index: number): Promise<Uint8Array>;
  /** [height, width, channels], the decoded pixels of a small image, if they are at hand. */
  pixels?(index: number): Uint8Array;
  /** What messages call an example, such as its path. */
  name(index: number): string;
}

/** What images are decoded with. */
export interface Decoding {
  readonly decoder: Decoder;
  /** 1 for grey, 3 for colour. */
  readonly channels: number;
  /** Whether images are decoded at their full size before they are resized. Default false. */
  readonly exact?: boolean;
}

const readAtOnce = 16;
/** The bytes that `shapes` may keep for the `read` that follows. */
const keptAtMost = 64 * 2 ** 20;
/** The number of pixels up to which an image is decoded whole and resized here. */
export const smallPixels = 128 * 128;

/**
 * The examples of encoded images of any size. A small image is decoded whole and then resized as PIL
 * does; of a larger one, the box that is asked for is decoded. Both depend on the encoded bytes
 * alone, so equal bytes give equal pixels wherever they are stored. Images are read in the order in
 * which they are stored.
 * @throws InputError (from its functions) naming an example that is no whole image.
 */
export function decodedExamples(
  images: EncodedImages,
  { decoder, channels, exact = false }: Decoding,
): Examples {
  const { targets, shapes } = images;
  const keeping = keptBytes(keptAtMost, images.bytes);
  const naming = <T>(index: number, act: () => Promise<T>): Promise<T> =>
    act().catch((error: unknown) =>
      Promise.reject(
        unreadableImage(images.name(index), error instanceof Error ? error.message : String(error)),
      ),
    );
  const shapeAt = async (index: number): Promise<readonly [height: number, width: number]> => {
    if (shapes[2 * index] === 0) {
      const bytes = await keeping.keep(index);
      const { height, width } = await naming(index, () => decoder.shape(bytes));
      shapes[2 * index + 1] = width;
      shapes[2 * index] = height;
    }
    return [shapes[2 * index]!, shapes[2 * index + 1]!];
  };
  const pixelsAt = async (
    index: number,
    size: { readonly height: number; readonly width: number },
    box: Box | undefined,
  ): Promise<Uint8Array> => {
    const [height, width] = await shapeAt(index);
    const all: Box = [0, 0, height, width];
    if (images.pixels) return resized(images.pixels(index), width, channels, box ?? all, size);
    const bytes = await keeping.take(index);
    if (height * width > smallPixels)
      return naming(index, () => decoder.pixels(bytes, box ?? all, size, channels, exact));
    const whole = await naming(index, () =>
      decoder.pixels(bytes, all, { height, width }, channels),
    );
    return resized(whole, width, channels, box ?? all, size);
  };
  return {
    size: shapes.length / 2,
    targets,
    name: (index) => images.name(index),
    async shapes(indices) {
      const found = new Int32Array(2 * indices.length);
      const rows = asStored(indices);
      let at = 0;
      for await (const shape of inOrder(rows, readAtOnce, (row) => shapeAt(indices[row]!)))
        found.set(shape, 2 * rows[at++]!);
      return found;
    },
    async read(indices, size, boxes) {
      const each = size.height * size.width * channels;
      const out = new Uint8Array(indices.length * each);
      const rows = asStored(indices);
      let at = 0;
      for await (const pixels of inOrder(rows, readAtOnce, (row) =>
        pixelsAt(indices[row]!, size, boxAt(boxes, row)),
      ))
        out.set(pixels, each * rows[at++]!);
      return out;
    },
  };
}

/** The rows of a batch in the order of their examples in the split. */
const asStored = (indices: Int32Array): readonly number[] =>
  Array.from(indices.keys()).sort((a, b) => indices[a]! - indices[b]!);

const boxAt = (boxes: Int32Array | undefined, row: number): Box | undefined =>
  boxes && [boxes[4 * row]!, boxes[4 * row + 1]!, boxes[4 * row + 2]!, boxes[4 * row + 3]!];
