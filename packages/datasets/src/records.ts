import { labelOutOfRange } from './errors.ts';
import { pixelBytes } from './pixelBytes.ts';

/**
 * The images, [examples, height, width, channels], and labels of the CIFAR files. A record is a
 * header of `head` bytes, in which byte `labelAt` is the label, then three channel planes of
 * `plane` bytes each.
 */
export function recordsOf(
  bytes: Uint8Array,
  {
    head,
    labelAt,
    plane,
  }: { readonly head: number; readonly labelAt: number; readonly plane: number },
): { readonly images: Uint8Array; readonly labels: Int32Array } {
  const record = head + 3 * plane;
  const count = bytes.length / record;
  const images = pixelBytes(count * 3 * plane);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = bytes[i * record + labelAt]!;
    for (let channel = 0; channel < 3; channel++) {
      const from = i * record + head + channel * plane;
      for (let k = 0; k < plane; k++) images[(i * plane + k) * 3 + channel] = bytes[from + k]!;
    }
  }
  return { images, labels };
}

/** @throws InputError that names the file and the first example whose label is out of range. */
export function checkLabels(path: string, labels: Int32Array, classes: number): void {
  const wrong = labels.findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) throw labelOutOfRange(path, wrong, labels[wrong]!, classes);
}
