import '@tensorflow/tfjs-backend-cpu';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../contracts/experiment.ts';
import { noFiles } from '../data/noFiles.ts';
import { resized } from '../data/resize/resized.ts';
import { resolveExperiment } from '../data/resolve.ts';
import { viewMaker } from '../data/views.ts';
import { registerComposites } from '../operations/register.ts';
import { defineFraming } from '../plugins/defineData.ts';
import { createRegistry, type Registry } from '../plugins/registry.ts';
import { stream } from '../random/stream.ts';
import { experiment, registry as plugins } from '../testing/plugins.ts';
import { firstNetworks } from './firstStep.ts';
import { tidied } from './gradient.ts';
import { shrunk } from './shrink.ts';

registerComposites('cpu');

describe('shrunk', () => {
  it('gives the values of resized images, but for their rounding', () => {
    const rng = stream(1, 'shrink', 0);
    const pixels = Uint8Array.from({ length: 2 * 9 * 7 * 3 }, () => rng.integer(256));
    for (const size of [
      { height: 4, width: 3 },
      { height: 9, width: 2 },
      { height: 1, width: 7 },
    ]) {
      const images = tf.tensor4d(Float32Array.from(pixels), [2, 9, 7, 3]);
      const small = shrunk(images, size);
      expect(small.shape).toEqual([2, size.height, size.width, 3]);
      const expected = [0, 1].flatMap((i) => [
        ...resized(pixels.subarray(i * 189, (i + 1) * 189), 7, 3, [0, 0, 9, 7], size),
      ]);
      const found = small.dataSync();
      expected.forEach((byte, i) => {
        expect(Math.abs(found[i]! - byte)).toBeLessThan(1.01);
      });
    }
  });
  it('leaves images of the size as they are', () => {
    const images = tf.zeros([1, 4, 5, 2]) as Tensor4D;
    expect(shrunk(images, { height: 4, width: 5 })).toBe(images);
    expect(shrunk(images, undefined)).toBe(images);
  });
});

describe('the sizes of an experiment', () => {
  const corner = defineFraming({
    id: 'corner',
    about: 'Of random size.',
    create: () => ({
      box: ({ height, width }, rng) => [0, 0, 1 + rng.integer(height), 1 + rng.integer(width)],
    }),
  });
  const outside = defineFraming({
    id: 'outside',
    about: 'Too large.',
    create: () => ({ box: ({ height, width }) => [0, 0, height + 1, width] }),
  });
  const registry = createRegistry([
    { plugins: [...plugins.list(), corner, outside] },
  ]) as unknown as Registry;
  const image = { size: { height: 6, width: 4 }, train: 'corner', evaluate: 'corner' };
  const resolved = (changes: Partial<Experiment>) =>
    resolveExperiment(experiment({ image, ...changes }), registry, noFiles);

  it('are those of views, and smaller for a network that says so', async () => {
    const small = { a: { backbone: 'perceptron', image: 3 }, b: { backbone: 'perceptron' } };
    const { recipe, setup, train, split, stepsPerEpoch } = await resolved({ networks: small });
    const views = await viewMaker(recipe, train, split.train, stepsPerEpoch)(0);
    for (const view of Object.values(views)) expect(view.shape.slice(1)).toEqual([6, 4, 1]);
    expect(views['a']!.targets).toBe(views['b']!.targets);
    const { states } = tidied(() => firstNetworks(setup));
    const inputs = ['a', 'b'].map((id) => {
      const kernels = Object.values(states[id]!.params).map(({ shape }) => shape[0]);
      return kernels;
    });
    expect(inputs[0]).toContain(9);
    expect(inputs[1]).toContain(24);
  });
  it('do not change which part of an image is seen', async () => {
    const boxes = async (size: number) => {
      const asked: string[] = [];
      const { recipe, train, split, stepsPerEpoch } = await resolved({ image: { ...image, size } });
      const recording: typeof train = {
        ...train,
        read: (indices, at, framed) => {
          asked.push(String(framed));
          return train.read(indices, at, framed);
        },
      };
      const views = viewMaker(recipe, recording, split.train, stepsPerEpoch);
      await views(0);
      await views(1);
      return asked;
    };
    const [large, small] = [await boxes(9), await boxes(2)];
    expect(large).toEqual(small);
    expect(new Set(large).size).toBe(large.length);
  });
  it('are refused where they cannot be', async () => {
    const of = (size: number) => ({ a: { backbone: 'perceptron', image: size } });
    await expect(resolved({ networks: of(5) })).rejects.toThrow(
      'has images of 5x5, but all views are made at 6x4',
    );
    await expect(
      resolveExperiment(experiment({ networks: of(2) }), registry, noFiles),
    ).rejects.toThrow('but the experiment has none');
    await expect(resolved({ image: { ...image, size: 0 } })).rejects.toThrow('image.size');
    const { recipe, train, split, stepsPerEpoch } = await resolved({
      image: { ...image, train: 'outside' },
    });
    await expect(viewMaker(recipe, train, split.train, stepsPerEpoch)(0)).rejects.toThrow(
      'A framing gave the box [0, 0, 4, 3] of an image of 3x3',
    );
  });
});
