// Two datasets made from the digits, as a user's plugin file has them: `--plugin FILE`.
import { type Dataset, defineDataset, type Examples, stream } from '@codistill/core';
import { digits } from '@codistill/datasets';

/** The segments of a seven-segment display that are lit for 0 to 9, in the order a to g. */
const segments = [
  '1111110',
  '0110000',
  '1101101',
  '1111001',
  '0110011',
  '1011011',
  '1011111',
  '1110000',
  '1111111',
  '1111011',
];
const side = 8;
const largest = 60;

type Changed = (examples: Examples, split: string) => Examples;

/** The digits without classes, with other examples in each split. */
function digitsWith(changed: Changed): Dataset {
  return {
    async open(files, given) {
      const { facts, splits } = await digits().open(files, given);
      const { classes: _classes, names: _names, ...others } = facts;
      const made = Object.entries(splits).map(
        ([split, examples]) => [split, changed(examples, split)] as const,
      );
      return { facts: others, splits: Object.fromEntries(made) };
    },
  };
}

/** The digits; the labels are the segments that show them. */
export const digitSegments = defineDataset({
  id: 'digit-segments',
  about: 'Handwritten digits with the seven segments that show them.',
  create: () =>
    digitsWith((examples) => {
      const bits = [...examples.targets.values].flatMap((digit) =>
        [...segments[digit]!].map(Number),
      );
      return { ...examples, targets: { kind: 'bits', width: 7, values: Uint8Array.from(bits) } };
    }),
});

/** The digits, each rotated by an angle between -60 and 60 degrees, which is the label. */
export const digitAngle = defineDataset({
  id: 'digit-angle',
  about: 'Handwritten digits, rotated by up to 60 degrees; the label is the angle in degrees.',
  create: () =>
    digitsWith((examples, split) => {
      const rng = stream(7, `digit-angle/${split}`, 0);
      const angles = Float32Array.from(
        { length: examples.size },
        () => largest * (2 * rng.uniform() - 1),
      );
      return {
        size: examples.size,
        targets: { kind: 'numbers', width: 1, values: angles },
        async read(indices, size) {
          const pixels = await examples.read(indices, size);
          const rotated = Array.from(indices, (index, i) =>
            rotate(pixels.subarray(i * side ** 2, (i + 1) * side ** 2), angles[index]!),
          );
          return Uint8Array.from(rotated.flatMap((image) => [...image]));
        },
      };
    }),
});

/** The image turned about its center, by bilinear interpolation; black from outside. */
function rotate(image: Uint8Array, degrees: number): Uint8Array {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const center = (side - 1) / 2;
  const at = (row: number, column: number) =>
    row < 0 || column < 0 || row >= side || column >= side ? 0 : image[row * side + column]!;
  return Uint8Array.from(image, (_, i) => {
    const [y, x] = [Math.floor(i / side) - center, (i % side) - center];
    const [row, column] = [cos * y - sin * x + center, sin * y + cos * x + center];
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const [down, right] = [row - top, column - left];
    return Math.round(
      (1 - down) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
        down * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1)),
    );
  });
}
