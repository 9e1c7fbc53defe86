import { defineDataset, inMemory, noDecoder, noFiles, stream } from '@codistill/core';
import { digits } from '@codistill/datasets';

const edge = 8;
const width = 12;
const largest = 60;

/** The pixel of a digit at a place between pixels, by bilinear interpolation; 0 outside. */
function pixelAt(pixels, digit, y, x) {
  const at = (row, column) =>
    row < 0 || column < 0 || row >= edge || column >= edge
      ? 0
      : pixels[(digit * edge + row) * edge + column];
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [down, right] = [y - top, x - left];
  const upper = (1 - right) * at(top, left) + right * at(top, left + 1);
  const lower = (1 - right) * at(top + 1, left) + right * at(top + 1, left + 1);
  return (1 - down) * upper + down * lower;
}

/** Each digit once, turned by an angle from -60 to 60 degrees, on 12x12 pixels. */
function rotated({ size, pixels }, split) {
  const images = new Uint8Array(size * width * width);
  const degrees = new Float32Array(size);
  const [center, from] = [(width - 1) / 2, (edge - 1) / 2];
  for (let digit = 0; digit < size; digit++) {
    degrees[digit] = largest * (2 * stream(1, `rotated-digits/${split}`, digit).uniform() - 1);
    const angle = (degrees[digit] * Math.PI) / 180;
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    for (let row = 0; row < width; row++)
      for (let column = 0; column < width; column++) {
        const [y, x] = [row - center, column - center];
        images[(digit * width + row) * width + column] = Math.round(
          pixelAt(pixels, digit, from + cosine * y - sine * x, from + sine * y + cosine * x),
        );
      }
  }
  return { pixels: images, targets: { kind: 'numbers', width: 1, values: degrees } };
}

/** By how many degrees a digit is turned: one number for each image. */
export const rotatedDigits = defineDataset({
  id: 'rotated-digits',
  about: 'Digits turned by -60 to 60 degrees, with the angle in degrees.',
  create: () => ({
    async open() {
      const { facts, splits } = await digits().open(noFiles, { decoder: noDecoder });
      return inMemory(
        { channels: 1, size: { height: width, width }, mean: facts.mean, std: facts.std },
        { train: rotated(splits.train, 'train'), test: rotated(splits.test, 'test') },
      );
    },
  }),
});
