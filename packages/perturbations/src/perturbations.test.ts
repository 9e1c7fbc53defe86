import { type ImageBatch, type Perturbation, stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beta } from './beta.ts';
import { blurred, brightened, contrasted, hued, saturated } from './colour.ts';
import { cropBox, cropped } from './crop.ts';
import { spliced } from './cutmix.ts';
import { flipped } from './flip.ts';
// Values of torchvision: golden/perturbations.py.
import golden from './golden/perturbations.json' with { type: 'json' };
import { eachImage, layoutOf } from './images.ts';
import * as plugins from './index.ts';
import { mixed } from './mixup.ts';
import { rotated } from './rotate.ts';
import { shifted } from './shift.ts';
import { movedCorners, warped } from './warp.ts';

const [height, width] = [9, 8];
const image: ImageBatch = {
  shape: [1, height, width, 3],
  pixels: Float32Array.from({ length: height * width * 3 }, (_, i) => 0.5 + 0.5 * Math.sin(0.37 * i * i + 0.11 * i)),
  labels: Float32Array.of(0, 1),
  indices: Int32Array.of(0),
};
const near = (found: ImageBatch, expected: readonly number[], tolerance = 2e-5) => {
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found.pixels[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
};

describe('with given parameters, equal to torchvision', () => {
  it('warp', () =>
    near(
      eachImage(image, (p, out, start, layout) =>
        warped(p, out, start, layout, [
          [1, 2],
          [width - 1, 0],
          [width - 2, height - 3],
          [0, height - 1],
        ]),
      ),
      golden.warp,
      1e-4,
    ));
  it('crop', () =>
    near(
      eachImage(image, (p, out, start, layout) => cropped(p, out, start, layout, { top: 2, left: 1, height: 5, width: 4 })),
      golden.crop,
    ));
  it('rotate', () => {
    near(
      eachImage(image, (p, out, start, layout) => rotated(p, out, start, layout, 17)),
      golden['rotate 17'],
    );
    near(
      eachImage(image, (p, out, start, layout) => rotated(p, out, start, layout, -29)),
      golden['rotate -29'],
    );
  });
  it('brightness, contrast, saturation, hue', () => {
    near(brightened(image, 1.2), golden.brightness);
    near(contrasted(image, 0.86), golden.contrast);
    near(saturated(image, 1.14), golden.saturation);
    near(hued(image, 0.13), golden.hue, 1e-4);
    near(hued(image, -0.09), golden['hue back'], 1e-4);
  });
  it('blur', () => near(blurred(image, 7, 9, 1.3), golden.blur));
});

const batches = fc
  .record({
    count: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 4, max: 9 }),
    width: fc.integer({ min: 4, max: 9 }),
    channels: fc.constantFrom(1, 3),
    seed: fc.nat(),
  })
  .map(({ count, height, width, channels, seed }): ImageBatch => {
    const rng = stream(seed, 'batch', 0);
    const labels = new Float32Array(count * 3);
    for (let i = 0; i < count; i++) labels[3 * i + rng.integer(3)] = 1;
    return {
      shape: [count, height, width, channels],
      pixels: Float32Array.from({ length: count * height * width * channels }, () => rng.uniform()),
      labels,
      indices: Int32Array.from({ length: count }, (_, i) => 10 * i),
    };
  });
const perturbations = Object.values(plugins).filter((plugin) => plugin.kind === 'perturbation') as readonly { id: string; (): Perturbation }[];

describe.each(perturbations.map((plugin) => [plugin.id, plugin] as const))('%s', (_id, plugin) => {
  it('returns a new batch of the same form, leaves the given one, and follows from its stream alone', () => {
    fc.assert(
      fc.property(batches, fc.nat(), (batch, seed) => {
        const before = { pixels: batch.pixels.slice(), labels: batch.labels.slice() };
        const made = plugin().apply(batch, stream(seed, 'p', 0));
        expect(batch.pixels).toEqual(before.pixels);
        expect(batch.labels).toEqual(before.labels);
        expect(made.pixels).not.toBe(batch.pixels);
        expect([made.shape, made.pixels.length, made.indices]).toEqual([batch.shape, batch.pixels.length, batch.indices]);
        expect(made.pixels.every(Number.isFinite)).toBe(true);
        for (let i = 0; i < batch.shape[0]; i++) expect(made.labels.subarray(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        expect(plugin().apply(batch, stream(seed, 'p', 0))).toEqual(made);
      }),
      { numRuns: 40 },
    );
  });
});

describe('laws', () => {
  it('mixing with lambda 1 changes nothing, with 0 gives the partners', () => {
    fc.assert(
      fc.property(batches, fc.nat(), (batch, seed) => {
        const partner = stream(seed, 'p', 0).permutation(batch.shape[0]);
        expect(mixed(batch, partner, 1)).toEqual(batch);
        const { size } = layoutOf(batch);
        const other = mixed(batch, partner, 0);
        partner.forEach((from, i) => {
          expect(other.pixels.slice(i * size, (i + 1) * size)).toEqual(batch.pixels.slice(from * size, (from + 1) * size));
        });
      }),
    );
  });
  it('splicing the whole image gives the partners, nothing of it changes nothing', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const [count, h, w] = batch.shape;
        const turned = Int32Array.from({ length: count }, (_, i) => (i + 1) % count);
        expect(spliced(batch, turned, { top: 0, left: 0, height: 0, width: w })).toEqual(batch);
        expect(spliced(batch, turned, { top: 0, left: 0, height: h, width: w })).toEqual(mixed(batch, turned, 0));
      }),
    );
  });
  it('mirrored twice, moved there and back, turned by nothing: the same image', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        for (const axis of ['horizontal', 'vertical'] as const) {
          const once = eachImage(batch, (p, out, start, layout) => flipped(p, out, start, layout, axis));
          expect(eachImage(once, (p, out, start, layout) => flipped(p, out, start, layout, axis))).toEqual(batch);
        }
        expect(eachImage(batch, (p, out, start, layout) => rotated(p, out, start, layout, 0))).toEqual(batch);
        for (const fill of ['zero', 'reflect'] as const)
          expect(eachImage(batch, (p, out, start, layout) => shifted(p, out, start, layout, 0, 0, fill))).toEqual(batch);
        const corners = movedCorners(layoutOf(batch), 0, stream(0, 'p', 0));
        const same = eachImage(batch, (p, out, start, layout) => warped(p, out, start, layout, corners));
        same.pixels.forEach((value, i) => {
          expect(value).toBeCloseTo(batch.pixels[i]!, 4);
        });
      }),
      { numRuns: 30 },
    );
  });
  it('a shift to the right brings in black, or the mirror image', () => {
    const row: ImageBatch = { shape: [1, 1, 4, 1], pixels: Float32Array.of(1, 2, 3, 4), labels: Float32Array.of(1), indices: Int32Array.of(0) };
    const moved = (fill: 'zero' | 'reflect', dx: number) => [
      ...eachImage(row, (p, out, start, layout) => shifted(p, out, start, layout, dx, 0, fill)).pixels,
    ];
    expect(moved('zero', 2)).toEqual([0, 0, 1, 2]);
    expect(moved('reflect', 2)).toEqual([3, 2, 1, 2]);
    expect(moved('reflect', -1)).toEqual([2, 3, 4, 3]);
    expect(moved('reflect', 9).every((value) => value >= 1 && value <= 4)).toBe(true);
  });
  it('a crop lies in the image and has a part of its area near the scale', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const layout = { count: 1, height: 32, width: 32, channels: 3, size: 3072 };
        const box = cropBox(layout, [0.3, 0.7], [3 / 4, 4 / 3], stream(seed, 'c', 0));
        expect(box.top >= 0 && box.left >= 0 && box.top + box.height <= 32 && box.left + box.width <= 32).toBe(true);
        expect((box.height * box.width) / 1024).toBeGreaterThan(0.27);
        expect((box.height * box.width) / 1024).toBeLessThan(0.73);
      }),
    );
  });
  it('numbers of Beta(a, a) have its mean and variance', () => {
    for (const a of [0.2, 1, 4]) {
      const rng = stream(3, 'beta', 0);
      const values = Array.from({ length: 20_000 }, () => beta(a, rng));
      const mean = values.reduce((x, y) => x + y, 0) / values.length;
      expect(mean).toBeCloseTo(0.5, 1);
      expect(Math.abs(values.reduce((x, y) => x + (y - mean) ** 2, 0) / values.length - 1 / (4 * (2 * a + 1)))).toBeLessThan(0.005);
    }
  });
  it('noise has its deviation; clamped it stays in [0, 1]', () => {
    const flat: ImageBatch = { ...image, shape: [1, 100, 100, 1], pixels: new Float32Array(10_000) };
    const { pixels } = plugins.gaussianNoise({ sd: 0.3 }).apply(flat, stream(0, 'n', 0));
    expect(Math.abs(Math.sqrt(pixels.reduce((sum, x) => sum + x * x, 0) / 10_000) - 0.3)).toBeLessThan(0.01);
    const clamped = plugins.gaussianNoise({ sd: 1, clamp: true }).apply(flat, stream(0, 'n', 0)).pixels;
    expect(clamped.every((x) => x >= 0 && x <= 1)).toBe(true);
  });
  it('one draw for the batch turns every image alike', () => {
    const twice: ImageBatch = {
      ...image,
      shape: [2, height, width, 3],
      pixels: Float32Array.of(...image.pixels, ...image.pixels),
      labels: Float32Array.of(0, 1, 0, 1),
      indices: Int32Array.of(0, 1),
    };
    const halves = (plugin: Perturbation) => {
      const { pixels } = plugin.apply(twice, stream(1, 'r', 0));
      return [pixels.slice(0, pixels.length / 2), pixels.slice(pixels.length / 2)];
    };
    const [a, b] = halves(plugins.rotate({ per: 'batch' }));
    expect(a).toEqual(b);
    const [c, d] = halves(plugins.rotate());
    expect(c).not.toEqual(d);
  });
});

describe('schedules', () => {
  const ids = ['a', 'b', 'c'];
  const pool = ['0:x', '1:y'];
  const at = (step: number) => ({ step, epoch: Math.floor(step / 25), stepsPerEpoch: 25, progress: step / 100 });
  const plans = (schedule: ReturnType<typeof plugins.always>, steps = 100) =>
    Array.from({ length: steps }, (_, step) => schedule.plan(at(step), stream(0, 'when', step), ids, pool));
  it('always: one network in every step, each network and each perturbation in turn', () => {
    const all = plans(plugins.always(), 600);
    expect(all.every((hits) => hits.length === 1)).toBe(true);
    for (const id of ids) expect(Math.abs(all.filter(([hit]) => hit!.network === id).length / 600 - 1 / 3)).toBeLessThan(0.07);
    for (const name of pool) expect(Math.abs(all.filter(([hit]) => hit!.perturbation === name).length / 600 - 1 / 2)).toBeLessThan(0.07);
    expect(plans(plugins.always({ networks: 'all' })).every((hits) => hits.map(({ network }) => network).join() === 'a,b,c')).toBe(true);
  });
  it('every: the batches 0, 10, 20 of each epoch', () => {
    expect(plans(plugins.every()).flatMap((hits, step) => (hits.length > 0 ? [step] : []))).toEqual([0, 10, 20, 25, 35, 45, 50, 60, 70, 75, 85, 95]);
  });
  it('bernoulli: about as often as told', () => {
    expect(Math.abs(plans(plugins.bernoulli({ probability: 0.3 }), 1000).filter((hits) => hits.length > 0).length / 1000 - 0.3)).toBeLessThan(0.05);
  });
});
