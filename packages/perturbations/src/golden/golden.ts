// Images and batches for several tests. The values of torchvision on the images come from
// perturbations.py.
import { type ImageBatch, stream } from '@codistill/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Change, eachImage } from '../images.ts';
import golden from './perturbations.json' with { type: 'json' };

const corners = [
  0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25,
];

function image(height: number, width: number, channels: number): ImageBatch {
  const pixels = Float32Array.from(
    { length: height * width * channels },
    (_, i) => 0.5 + 0.5 * Math.sin(0.37 * i * i + 0.11 * i),
  );
  if (channels === 3) pixels.set(corners);
  return {
    shape: [1, height, width, channels],
    pixels,
    targets: Float32Array.of(0, 1),
    indices: Int32Array.of(0),
  };
}

const colour = image(9, 8, 3);
export const images = {
  colour,
  grey: image(8, 8, 1),
  wide: image(6, 11, 3),
  normalized: { ...colour, pixels: colour.pixels.map((x) => (x - 0.5) / 0.25) },
} as const;

/**
 * One test for each value set of `operation`. `make` returns the change with the given parameters.
 */
export function likeTorchvision<G>(
  operation: string,
  make: (given: G) => Change,
  tolerance = 3e-6,
): void {
  for (const { image: name, given, values } of golden.cases.filter(
    (each) => each.operation === operation,
  )) {
    it(`${operation} of the ${name} image with ${JSON.stringify(given)} equals torchvision's`, () => {
      const found = eachImage(images[name as keyof typeof images], make(given as G)).pixels;
      expect(found.length).toBe(values.length);
      const worst = values.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - found[i]!)),
        0,
      );
      expect(worst).toBeLessThanOrEqual(tolerance);
    });
  }
}

/**
 * Small batches of any shape: one image or several, grey or in colour, with sides of 1 to 9. Pixels
 * are in [0, 1], and each image has one of three classes.
 */
export const batches = fc
  .record({
    count: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.constantFrom(1, 3),
    seed: fc.nat(),
  })
  .map(({ count, height, width, channels, seed }): ImageBatch => {
    const rng = stream(seed, 'batch', 0);
    const targets = new Float32Array(count * 3);
    for (let i = 0; i < count; i++) targets[3 * i + rng.integer(3)] = 1;
    return {
      shape: [count, height, width, channels],
      pixels: Float32Array.from({ length: count * height * width * channels }, () => rng.uniform()),
      targets,
      indices: Int32Array.from({ length: count }, (_, i) => 10 * i),
    };
  });

/**
 * Copies of the only image of `batch`, which show whether numbers are drawn for each image or for
 * the batch.
 */
export function copies(batch: ImageBatch, count: number): ImageBatch {
  const [, ...sides] = batch.shape;
  const repeated = (values: Float32Array) =>
    Float32Array.from({ length: count * values.length }, (_, i) => values[i % values.length]!);
  return {
    shape: [count, ...sides],
    pixels: repeated(batch.pixels),
    targets: repeated(batch.targets),
    indices: Int32Array.from({ length: count }, (_, i) => i),
  };
}

/** The number of different images in a batch. */
export const different = ({ pixels, shape: [count] }: ImageBatch): number => {
  const size = pixels.length / count;
  return new Set(
    Array.from({ length: count }, (_, i) => pixels.slice(i * size, (i + 1) * size).join()),
  ).size;
};
