import type { DatasetFacts, Examples, ImageBatch } from '../contracts/data.ts';
import type { ImageShape } from './imageSize.ts';
import { pixelArray } from './pixelArrays.ts';

/**
 * The examples at `positions` of a split as a batch: pixels in [0, 1], and the rows of
 * their targets, [positions, outputs]. `indices` are the numbers that the batch reports for its
 * examples. `boxes` are the parts of the stored images that it shows; absent: the images as stored.
 */
export async function readBatch(
  examples: Examples,
  positions: Int32Array,
  indices: Int32Array,
  { imageShape }: { readonly imageShape: ImageShape },
  targets: Float32Array,
  boxes?: Int32Array,
): Promise<ImageBatch> {
  const [height, width] = imageShape;
  const bytes = await examples.read(positions, { height, width }, boxes);
  const pixels = pixelArray(bytes.length);
  for (let i = 0; i < bytes.length; i++) pixels[i] = shares[bytes[i]!]!;
  return { shape: [positions.length, ...imageShape], pixels, targets, indices };
}

/** x / 255 for each byte x. */
const shares = Float32Array.from({ length: 256 }, (_, x) => x / 255);

/**
 * The batch with (x - mean) / std applied to each channel. `own` says that nobody else has its
 * pixels; then they are changed in place, because large batches cost more memory than arithmetic.
 */
export function normalized(
  batch: ImageBatch,
  { mean, std }: Pick<DatasetFacts, 'mean' | 'std'>,
  own: boolean,
): ImageBatch {
  const channels = batch.shape[3];
  const { pixels: given } = batch;
  const pixels = own ? given : pixelArray(given.length);
  const scale = std.map((value) => 1 / value);
  if (channels === 3) {
    // One pass over memory takes half of the time of three.
    const [r = 0, g = 0, b = 0] = mean;
    const [red = 1, green = 1, blue = 1] = scale;
    for (let i = 0; i < pixels.length; i += 3) {
      pixels[i] = (given[i]! - r) * red;
      pixels[i + 1] = (given[i + 1]! - g) * green;
      pixels[i + 2] = (given[i + 2]! - b) * blue;
    }
  } else
    for (let channel = 0; channel < channels; channel++) {
      const m = mean[channel]!;
      const s = scale[channel]!;
      for (let i = channel; i < pixels.length; i += channels) pixels[i] = (given[i]! - m) * s;
    }
  return { ...batch, pixels };
}
