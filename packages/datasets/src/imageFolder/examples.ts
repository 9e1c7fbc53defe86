import { type Box, type Decoder, type Examples, type Files, resized } from '@codistill/core';
import { changedFile, unreadableImage } from './errors.ts';
import { countIn, joined, pathAt } from './fileTable.ts';
import type { IndexedSplit } from './indexed.ts';
import { inOrder } from './inOrder.ts';

/** What images are read from and decoded with. */
export interface Reading {
  readonly files: Files;
  readonly decoder: Decoder;
  readonly channels: number;
}

const readAtOnce = 16;
/** The bytes of files that `shapes` may keep for the `read` that follows. */
const keptAtMost = 64 * 2 ** 20;
/** The number of pixels up to which an image is decoded whole and resized here. */
export const smallPixels = 128 * 128;

/**
 * The examples of a split. An image's size is read once and then known to all threads. A small
 * image is decoded whole, so that its pixels may come from elsewhere with the same bits; of a
 * larger one, the box that is asked for.
 * @throws InputError (from its functions) naming a file that is no image or has changed.
 */
export function examplesOf(split: IndexedSplit, reading: Reading): Examples {
  const { targets, shapes, files: table } = split;
  const { decoder, channels } = reading;
  const keeping = keptBytes(keptAtMost, (index) => bytesAt(split, index, reading));
  const shapeAt = async (index: number): Promise<readonly [height: number, width: number]> => {
    if (shapes[2 * index] === 0) {
      const bytes = await keeping.keep(index);
      const { height, width } = await naming(split, index, reading, () => decoder.shape(bytes));
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
    const bytes = await keeping.take(index);
    if (height * width > smallPixels)
      return naming(split, index, reading, () => decoder.pixels(bytes, box ?? all, size, channels));
    const whole = await naming(split, index, reading, () =>
      decoder.pixels(bytes, all, { height, width }, channels),
    );
    return resized(whole, width, channels, box ?? all, size);
  };
  return {
    size: countIn(table),
    targets,
    async shapes(indices) {
      const found = new Int32Array(2 * indices.length);
      let at = 0;
      for await (const shape of inOrder(Array.from(indices), readAtOnce, shapeAt))
        found.set(shape, 2 * at++);
      return found;
    },
    async read(indices, size, boxes) {
      const each = size.height * size.width * channels;
      const out = new Uint8Array(indices.length * each);
      const rows = Array.from(indices, (index, row) => ({ index, box: boxAt(boxes, row) }));
      let at = 0;
      for await (const pixels of inOrder(rows, readAtOnce, ({ index, box }) =>
        pixelsAt(index, size, box),
      ))
        out.set(pixels, each * at++);
      return out;
    },
  };
}

const boxAt = (boxes: Int32Array | undefined, row: number): Box | undefined =>
  boxes && [boxes[4 * row]!, boxes[4 * row + 1]!, boxes[4 * row + 2]!, boxes[4 * row + 3]!];

/** The bytes of a file. @throws InputError if it cannot be read or its size has changed. */
async function bytesAt({ files: table }: IndexedSplit, index: number, { files }: Reading) {
  const path = pathAt(table, index);
  const bytes = await files.read(path);
  if (bytes.length !== table.sizes[index])
    throw changedFile(joined(files.root ?? '', path), bytes.length, table.sizes[index]!);
  return bytes;
}

/** Puts the path of a file before the message of an error. */
async function naming<T>(
  { files: table }: IndexedSplit,
  index: number,
  { files }: Reading,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw unreadableImage(joined(files.root ?? '', pathAt(table, index)), why);
  }
}

/** Bytes that are read for the size of an image are kept until its pixels are read. */
function keptBytes(most: number, read: (index: number) => Promise<Uint8Array>) {
  const kept = new Map<number, Uint8Array>();
  let held = 0;
  return {
    async keep(index: number): Promise<Uint8Array> {
      const bytes = kept.get(index) ?? (await read(index));
      if (!kept.has(index) && held + bytes.length <= most) {
        kept.set(index, bytes);
        held += bytes.length;
      }
      return bytes;
    },
    async take(index: number): Promise<Uint8Array> {
      const bytes = kept.get(index);
      if (bytes === undefined) return read(index);
      kept.delete(index);
      held -= bytes.length;
      return bytes;
    },
  };
}
