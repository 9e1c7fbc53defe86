import { type ImageBatch, type Perturbation, stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { named, type PluginOf, type Settings, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { expectSameBits, sameBits } from './tools/same.ts';

/** Colour, grey, a single image, and unequal sides. */
const shapes = [
  [6, 8, 8, 3],
  [4, 8, 8, 1],
  [1, 8, 8, 3],
  [3, 6, 10, 3],
  [2, 32, 32, 3],
] as const;
const seeds = Array.from({ length: 20 }, (_, i) => i);

/**
 * Tests of a perturbation: shapes, targets, determinism, purity, a batch of one, grey images, and
 * an effect of every option.
 */
export function describePerturbation(
  plugin: PluginOf<'perturbation'>,
  settings: Settings = {},
): void {
  const subject = subjectOf(plugin, settings);
  describe(`perturbation ${plugin.id}`, () => {
    describeFacts('perturbation', subject);

    for (const set of subject.sets) {
      describe(named(set), () => {
        const perturbation = subject.build(set);
        for (const shape of shapes) {
          it(`returns a batch of [${shape}] like the one it got`, () => {
            for (const seed of seeds.slice(0, 6)) {
              const batch = batchOf(shape, perturbation.space, seed);
              const out = perturbation.apply(batch, rngOf(seed));
              expect(out.shape).toEqual(shape);
              expect(out.pixels).toBeInstanceOf(Float32Array);
              expect(out.pixels.length).toBe(batch.pixels.length);
              expect(out.pixels.every(Number.isFinite), 'every pixel is a finite number').toBe(
                true,
              );
              expectSameBits(out.indices, batch.indices, 'indices');
              expectDistributions(out, batch.targets.length);
            }
          });
        }
        it('is a function of the batch and of the random numbers, and leaves the batch as it was', () => {
          for (const shape of shapes) {
            const batch = batchOf(shape, perturbation.space, 3);
            const copy = {
              pixels: batch.pixels.slice(),
              targets: batch.targets.slice(),
              indices: batch.indices.slice(),
            };
            const first = perturbation.apply(batch, rngOf(1));
            const pixels = first.pixels.slice();
            perturbation.apply(batch, rngOf(2));
            const again = perturbation.apply(batch, rngOf(1));
            for (const part of ['pixels', 'targets', 'indices'] as const) {
              expectSameBits(batch[part], copy[part], `${part} of the given batch`);
              expectSameBits(again[part], first[part], `${part} of a second call`);
            }
            expectSameBits(first.pixels, pixels, 'pixels that were returned before');
          }
        });
      });
    }

    it('changes something in some of 20 calls', () => {
      const perturbation = subject.build(subject.sets[0]);
      const changed = seeds.some((seed) => {
        const batch = batchOf(shapes[0], perturbation.space, seed);
        const out = perturbation.apply(batch, rngOf(seed));
        return !sameBits(out.pixels, batch.pixels) || !sameBits(out.targets, batch.targets);
      });
      expect(changed).toBe(true);
    });

    it('has no option without an effect', async () => {
      expect(await idleOptions(subject, (options) => signatureOf(subject.build(options)))).toEqual(
        [],
      );
    });
  });
}

const rngOf = (seed: number) => stream(seed, 'conformance/perturbation', 0);

function batchOf(
  shape: ImageBatch['shape'],
  space: Perturbation['space'],
  seed: number,
): ImageBatch {
  const rng = stream(seed, 'conformance/batch', 0);
  const [batch, height, width, channels] = shape;
  const classes = 5;
  const targets = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) targets[i * classes + ((i + seed) % classes)] = 1;
  const pixels = Float32Array.from({ length: batch * height * width * channels }, () =>
    Math.fround(rng.uniform()),
  );
  return {
    shape,
    pixels: space === 'pixels' ? pixels : pixels.map((x) => (x - 0.5) / 0.25),
    targets,
    indices: Int32Array.from({ length: batch }, (_, i) => 7 * i + seed),
  };
}

function expectDistributions({ targets, shape }: ImageBatch, size: number): void {
  expect(targets.length).toBe(size);
  const classes = size / shape[0];
  for (let i = 0; i < shape[0]; i++) {
    const row = targets.subarray(i * classes, (i + 1) * classes);
    expect(
      row.every((y) => y >= 0),
      'no label is negative',
    ).toBe(true);
    expect(
      row.reduce((a, b) => a + b, 0),
      `the targets of image ${i} sum to 1`,
    ).toBeCloseTo(1, 4);
  }
}

/** Its effect on a few batches, as two sums of each. */
const signatureOf = (perturbation: Perturbation): unknown =>
  seeds.slice(0, 10).map((seed) => {
    const out = perturbation.apply(
      batchOf(seed % 2 ? shapes[0] : shapes[4], perturbation.space, seed),
      rngOf(seed),
    );
    return [perturbation.space, weighted(out.pixels), weighted(out.targets)];
  });

const weighted = (values: Float32Array) =>
  values.reduce((sum, value, i) => sum + value * (1 + (i % 97)), 0);
