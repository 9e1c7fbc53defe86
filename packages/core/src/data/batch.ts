import type { Dataset, Examples, ImageBatch } from '../contracts/data.ts';
import { classesOf } from './classesOf.ts';

/**
 * The examples at `positions` of a split as a batch: pixels in [0, 1] and one-hot labels. `indices`
 * are the numbers that the batch reports for its examples.
 */
export async function readBatch(
  examples: Examples,
  positions: Int32Array,
  indices: Int32Array,
  { classes, imageShape }: Pick<Dataset, 'classes' | 'imageShape'>,
): Promise<ImageBatch> {
  const bytes = await examples.read(positions);
  const pixels = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) pixels[i] = bytes[i]! / 255;
  const labels = classesOf(examples.targets);
  const targets = new Float32Array(positions.length * classes);
  positions.forEach((position, i) => {
    targets[i * classes + labels[position]!] = 1;
  });
  return { shape: [positions.length, ...imageShape], pixels, targets, indices };
}

/** The batch with (x - mean) / std applied to each channel. */
export function normalized(
  batch: ImageBatch,
  { mean, std }: Pick<Dataset, 'mean' | 'std'>,
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
