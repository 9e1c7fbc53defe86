import {
  createRegistry,
  type Examples,
  type Experiment,
  inMemory,
  noFiles,
  pluginsOf,
} from '@codistill/core';
import { type Resolved, resolveExperiment } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import * as plugins from '../testing/plugins.ts';
import { type CheckedExample, checkExamples } from './checkExamples.ts';
import { contactSheet } from './contactSheet.ts';
import { countExamples } from './countExamples.ts';
import { sheetRows } from './sheetRows.ts';

const facts = { channels: 1, size: { height: 1, width: 2 }, mean: [0.5], std: [0.5] };
const labels = { kind: 'class', values: Int32Array.of(0, 2, 2) } as const;
const pixels = Uint8Array.of(0, 255, 9, 8, 7, 6);

describe('checkExamples', () => {
  const examples = inMemory({ ...facts, classes: 3 }, { train: { pixels, targets: labels } });
  const found = async (train: Examples, size: 'varies' | undefined) => {
    const all: CheckedExample[] = [];
    const open = { facts: { ...examples.facts, ...(size && { size }) }, splits: { train } };
    for await (const one of checkExamples(open)) all.push(one);
    return all;
  };
  it('reads every example once, in order', async () => {
    const asked: number[] = [];
    const train: Examples = {
      ...examples.splits['train']!,
      async read(indices, size) {
        asked.push(...indices);
        return examples.splits['train']!.read(indices, size);
      },
    };
    const all = await found(train, undefined);
    expect(asked).toEqual([0, 1, 2]);
    expect(all.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(all[1]).toEqual({ split: 'train', index: 1, name: 'example 1 of train' });
  });
  it('names those that fail or have one pixel, with the reason alone', async () => {
    const train: Examples = {
      ...examples.splits['train']!,
      name: (index) => `a/${index}.jpg`,
      shapes: async ([index]) => Int32Array.of(1, index === 2 ? 1 : 5),
      async read([index]) {
        if (index === 1)
          throw new Error(
            'a/1.jpg: it is cut short. Is it whole, and an image?. Mend the image or leave it out.',
          );
        return new Uint8Array(64);
      },
    };
    expect((await found(train, 'varies')).map(({ name, reason }) => [name, reason])).toEqual([
      ['a/0.jpg', undefined],
      ['a/1.jpg', 'cannot be used: it is cut short'],
      ['a/2.jpg', 'has one pixel alone'],
    ]);
  });
});

describe('countExamples', () => {
  it('counts classes, bits and numbers by split', () => {
    const read = async () => new Uint8Array();
    const splits = {
      train: { size: 3, targets: labels, read },
      test: {
        size: 2,
        targets: { kind: 'bits', width: 2, values: Uint8Array.of(1, 1, 0, 1) },
        read,
      },
      other: {
        size: 2,
        targets: { kind: 'numbers', width: 1, values: Float32Array.of(1, 4) },
        read,
      },
    } as const;
    expect(
      countExamples({ facts: { ...facts, classes: 3, names: ['x', 'y', 'z'] }, splits }),
    ).toEqual([
      { split: 'train', examples: 3, labels: { x: 1, y: 0, z: 2 } },
      { split: 'test', examples: 2, labels: { x: 1, y: 2 } },
      { split: 'other', examples: 2, numbers: { x: { least: 1, mean: 2.5, most: 4 } } },
    ]);
  });
});

describe('the contact sheet', () => {
  const experiment: Experiment = {
    dataset: 'specks',
    networks: { a: { backbone: 'linear' }, b: { backbone: 'linear' } },
    strategy: 'independent',
    augment: [{ use: 'jitter', sd: 0.2 }],
    perturb: { when: 'often', pool: ['jitter', { use: 'jitter', sd: 0.5 }] },
    image: { size: { height: 4, width: 5 }, train: 'anywhere', evaluate: 'anywhere' },
    optimizer: 'descent',
    learningRate: 'tenth',
    epochs: 3,
    batchSize: 8,
    seed: 5,
  };
  const registry = createRegistry([{ plugins: pluginsOf(plugins) }]);
  let resolved: Resolved;
  beforeAll(async () => {
    await cpu();
    resolved = await resolveExperiment(experiment, registry, noFiles);
  });
  it('has the views of a run, before and after each augmentation and perturbation', async () => {
    const rows = await sheetRows(resolved, 4);
    expect(rows.map(({ title }) => title)).toEqual([
      'as stored',
      'framed for training: anywhere',
      'framed for evaluation: anywhere',
      'augmented: jitter',
      'perturbed: jitter',
      'perturbed: jitter',
      'in training: network a, step 1',
    ]);
    const [stored, framed, , augmented, weak, strong] = rows;
    for (const { images } of rows) expect(images).toHaveLength(4);
    expect([stored!.images[0]!.height, stored!.images[0]!.width]).toEqual([3, 2]);
    expect([framed!.images[0]!.height, framed!.images[0]!.width]).toEqual([4, 5]);
    const distance = (row: typeof framed) =>
      row!.images.reduce(
        (sum, image, i) =>
          sum +
          image.pixels.reduce(
            (total, byte, at) => total + Math.abs(byte - framed!.images[i]!.pixels[at]!),
            0,
          ),
        0,
      );
    expect(distance(augmented)).toBeGreaterThan(0);
    expect(distance(strong)).toBeGreaterThan(distance(weak));
    // An image keeps its label without a perturbation.
    const { train, split, recipe } = resolved;
    expect(framed!.images[0]!.caption).toEqual([expect.stringMatching(/^[0-3]$/)]);
    expect(recipe.perturbable[0]).toBe('a');
    expect(split.train.length).toBeLessThan(train.size);
  });
  it('is a PNG file with a column for each image', async () => {
    const narrow = await contactSheet('specks', await sheetRows(resolved, 2));
    const wide = await contactSheet('specks <&> "x"', await sheetRows(resolved, 5));
    const [small, large] = await Promise.all([sharp(narrow).metadata(), sharp(wide).metadata()]);
    expect([small.format, large.format]).toEqual(['png', 'png']);
    expect(large.width! - small.width!).toBe(3 * (112 + 10));
    expect(large.height).toBe(small.height);
    const { channels } = await sharp(wide).stats();
    expect(channels[0]!.min).toBeLessThan(60);
    expect(channels[0]!.max).toBe(255);
  });
});
