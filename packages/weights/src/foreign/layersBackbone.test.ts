import { defineBackbone } from '@codistill/core';
import { applyScope, initScope } from '@codistill/core/engine';
import { wasm } from '@codistill/runtime-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { fewImages } from '../testing/fewImages.ts';
import { pixelsOf } from '../testing/pixels.ts';
import { layersBackbone } from './layersBackbone.ts';

const side = 8;
let runtime: Awaited<ReturnType<typeof wasm>>;
beforeAll(async () => {
  runtime = await wasm();
});

/** A small residual network with batch norm, a model within it and softmax at its end. */
function modelOf(dropout = 0): layers.LayersModel {
  const input = layers.input({ shape: [side, side, 3] });
  const inner = layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: [side, side, 4],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
      }),
      layers.layers.batchNormalization({ momentum: 0.9 }),
      layers.layers.activation({ activation: 'relu' }),
    ],
  });
  const first = layers.layers
    .conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' })
    .apply(input) as layers.SymbolicTensor;
  const second = inner.apply(first) as layers.SymbolicTensor;
  const sum = layers.layers.add().apply([first, second]);
  const pooled = layers.layers.globalAveragePooling2d({}).apply(sum);
  const seen = layers.layers.dropout({ rate: dropout }).apply(pooled);
  const output = layers.layers.dense({ units: 5, activation: 'softmax' }).apply(seen);
  return layers.model({ inputs: input, outputs: output as layers.SymbolicTensor });
}
const zeros = () => ({
  uniform: (_: string, shape: readonly number[]) => tf.zeros([...shape]),
  normal: (_: string, shape: readonly number[]) => tf.zeros([...shape]),
});

/** The backbone of a model, and its tensors as they start. */
async function networkOf(model: layers.LayersModel) {
  const backbone = await layersBackbone(model);
  const { scope, params, stats } = initScope('a', 0);
  backbone.forward(scope, tf.zeros([1, side, side, 3]), 5);
  const on = (all: typeof params) =>
    Object.fromEntries(
      Object.entries(all).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
    );
  return { backbone, params: on(params), stats: on(stats) };
}

describe('a model of TensorFlow.js as a backbone', () => {
  it('gives the logits whose softmax the model gives', async () => {
    const model = modelOf();
    const { backbone, params, stats } = await networkOf(model);
    const { scope } = applyScope('a', { params, stats }, false, zeros);
    const images = pixelsOf(side);
    const { logits } = backbone.forward(scope, images, 5)['logits']!;
    const expected = model.predict(images) as tf.Tensor;
    const found = tf.softmax(logits).dataSync();
    expected.dataSync().forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 5);
    });
    // Logits do not sum to 1.
    expect(tf.sum(logits).dataSync()[0]).not.toBeCloseTo(2, 2);
    expect(Object.keys(stats).map((name) => name.split('/').at(-1))).toEqual([
      'moving_mean',
      'moving_variance',
    ]);
    expect(Object.keys(params)).toHaveLength(8);
  });

  it('moves the statistics of its batch norm as the model does, and leaves the model as it is', async () => {
    const model = modelOf();
    const { backbone, params, stats } = await networkOf(model);
    const before = model.getWeights().map((tensor) => [...tensor.dataSync()]);
    const applied = applyScope('a', { params, stats }, true, zeros);
    const { logits } = backbone.forward(applied.scope, pixelsOf(side), 5)['logits']!;
    expect(model.getWeights().map((tensor) => [...tensor.dataSync()])).toEqual(before);
    const trained = model.apply(pixelsOf(side), { training: true }) as tf.Tensor;
    const answers = tf.softmax(logits).dataSync();
    trained.dataSync().forEach((value, i) => {
      expect(answers[i]).toBeCloseTo(value, 5);
    });
    const moving = layersOfKind(model, 'BatchNormalization')[0]!
      .getWeights()
      .slice(2)
      .map((tensor) => [...tensor.dataSync()]);
    Object.values(applied.stats()).forEach((tensor, k) => {
      tensor.dataSync().forEach((value: number, i: number) => {
        expect(value).toBeCloseTo(moving[k]![i]!, 5);
      });
    });
  });

  it('is trained, with dropout from the random numbers of the run', async () => {
    const backbone = await layersBackbone(modelOf(0.2));
    const model = defineBackbone({ id: 'model', about: 'A model.', create: () => backbone });
    const networks = { a: { backbone: 'model' }, b: { backbone: 'small-conv' } };
    const losses = await fewImages.losses([model], runtime, networks);
    expect(losses).toHaveLength(3);
    expect(losses[2]!).toBeLessThan(losses[0]!);
    expect(await fewImages.losses([model], runtime, networks)).toEqual(losses);
  });

  it('teaches as a frozen network without weights in the experiment', async () => {
    const backbone = await layersBackbone(modelOf());
    const model = defineBackbone({ id: 'model', about: 'A model.', create: () => backbone });
    const networks = {
      t: { backbone: 'model', frozen: true },
      a: { backbone: 'small-conv' },
    } as const;
    const losses = await fewImages.losses([model], runtime, networks);
    expect(losses[2]!).toBeLessThan(losses[0]!);
    const random = { ...networks, t: { backbone: 'small-conv', frozen: true } } as const;
    await expect(fewImages.losses([], runtime, random)).rejects.toThrow(
      'The network "t" is frozen and names no weights, so it would teach from random ones: a frozen network needs weights.',
    );
  });

  it.each<[string, () => layers.LayersModel, RegExp]>([
    [
      'noise',
      () =>
        layers.sequential({
          layers: [
            layers.layers.flatten({ inputShape: [side, side, 3] }),
            layers.layers.gaussianNoise({ stddev: 1 }),
            layers.layers.dense({ units: 5 }),
          ],
        }),
      /The layer ".*" of the model has the kind GaussianNoise, whose state or random numbers/,
    ],
  ])('is refused with %s', async (_, make, message) => {
    await expect(layersBackbone(make())).rejects.toThrow(message);
  });

  it('is refused for other images or another number of classes', async () => {
    const backbone = await layersBackbone(modelOf());
    const { scope } = initScope('a', 0);
    expect(() => backbone.forward(scope, tf.zeros([1, side, side, 3]), 7)).toThrow(
      'The model answers 5 classes, and the data has 7. Replace its last layer.',
    );
    expect(() => backbone.forward(scope, tf.zeros([1, 4, 4, 3]), 5)).toThrow(
      'The model takes images of [8,8,3], and networks see [4,4,3].',
    );
  });
});

/** Layers of a kind, those of models in a model too. */
function layersOfKind(model: layers.LayersModel, kind: string): layers.layers.Layer[] {
  return model.layers.flatMap((layer) =>
    layer instanceof layers.LayersModel
      ? layersOfKind(layer, kind)
      : layer.getClassName() === kind
        ? [layer]
        : [],
  );
}
