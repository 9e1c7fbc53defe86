import type { DatasetFacts, Examples, ImageBatch } from '../contracts/data.ts';
import type { ImageShape } from './imageSize.ts';

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
  const pixels = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) pixels[i] = bytes[i]! / 255;
  return { shape: [positions.length, ...imageShape], pixels, targets, indices };
}

/** The batch with (x - mean) / std applied to each channel. */
export function normalized(
  batch: ImageBatch,
  { mean, std }: Pick<DatasetFacts, 'mean' | 'std'>,
): ImageBatch {
  const channels = batch.shape[3];
  const pixels = new Float32Array(batch.pixels.length);
  const scale = std.map((value) => 1 / value);
  for (let channel = 0; channel < channels; channel++) {
    const m = mean[channel]!;
    const s = scale[channel]!;
    for (let i = channel; i < pixels.length; i += channels) pixels[i] = (batch.pixels[i]! - m) * s;
  }
  return { ...batch, pixels };
}
