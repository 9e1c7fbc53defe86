import { createRegistry, defineBackbone } from '@codistill/core';
import { initScope, tensorShapes } from '@codistill/core/engine';
import { graphModel, recordNetwork } from '@codistill/export';
import { modules } from '@codistill/plugins';
import { wasm } from '@codistill/runtime-wasm';
import { graphBackbone } from '@codistill/weights';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fewImages } from '../packages/weights/src/testing/fewImages.ts';
import { logitsOf, relativeError } from '../packages/weights/src/testing/forwardOf.ts';

const side = 8;
const registry = createRegistry(modules);
let runtime: Awaited<ReturnType<typeof wasm>>;
/** A model in the format of TensorFlow.js, and the network that it was made of. */
let model: GraphModel;
let network: Parameters<typeof recordNetwork>[0];
beforeAll(async () => {
  runtime = await wasm();
  const backbone = registry.build('backbone', { use: 'small-conv', width: 4 });
  const { scope, params, stats } = initScope('a', 1);
  tf.tidy(() => {
    backbone.forward(scope, tf.zeros([1, side, side, 3]), 5);
  });
  network = { backbone, params, stats, imageShape: [side, side, 3], outputs: 5 };
  const files = graphModel(await recordNetwork(network), {});
  const { modelTopology, weightsManifest } = JSON.parse(
    new TextDecoder().decode(files['model.json']),
  ) as { modelTopology: object; weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[] };
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const weightData = new Uint8Array(files['weights.bin']!).buffer;
  model = await loadGraphModel({
    load: async () => ({ modelTopology, weightSpecs, weightData }),
  });
});

describe('a graph model of TensorFlow.js as a backbone', () => {
  it('gives the logits of the network that it was made of, with weights of the network', async () => {
    const backbone = await graphBackbone(model);
    const { params, stats } = network;
    const expected = [...logitsOf(network.backbone, { params, stats }, side, 5)];
    const made = initScope('t', 0);
    tf.tidy(() => {
      backbone.forward(made.scope, tf.zeros([1, side, side, 3]), 5);
    });
    expect(relativeError(logitsOf(backbone, made, side, 5), expected)).toBeLessThan(1e-5);
    expect(Object.keys(made.params)).toEqual([]);
    expect(Object.keys(made.stats).length).toBeGreaterThan(3);
    const halved = Object.fromEntries(
      Object.entries(made.stats).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((value) => value / 2) },
      ]),
    );
    const others = logitsOf(backbone, { params: {}, stats: halved }, side, 5);
    expect(relativeError(others, expected)).toBeGreaterThan(0.1);
    // The model still has its own weights.
    expect(relativeError(logitsOf(backbone, made, side, 5), expected)).toBeLessThan(1e-5);
  });

  it('teaches as a frozen network without weights in the experiment', async () => {
    const backbone = await graphBackbone(model);
    const teacher = defineBackbone({ id: 'teacher', about: 'A model.', create: () => backbone });
    const losses = await fewImages.losses([teacher], runtime, {
      t: { backbone: 'teacher', frozen: true },
      a: { backbone: 'small-conv' },
    });
    expect(losses[2]!).toBeLessThan(losses[0]!);
  });

  it('is refused as a network that is trained', async () => {
    const backbone = await graphBackbone(model);
    const learner = defineBackbone({ id: 'learner', about: 'A model.', create: () => backbone });
    const networks = { a: { backbone: 'learner' } };
    await expect(fewImages.losses([learner], runtime, networks)).rejects.toThrow(
      'The network "a" has no parameters, so training would change nothing. Set `frozen: true`',
    );
  });

  it('is refused for another number of classes', async () => {
    const backbone = await graphBackbone(model);
    expect(() => tensorShapes(backbone, [side, side, 3], 7)).toThrow(
      'The model answers 5 classes, and the data has 7.',
    );
  });
});
