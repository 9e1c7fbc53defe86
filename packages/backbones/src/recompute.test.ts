import { type Backbone, createRegistry, type ImageBatch, pluginsOf, stream } from '@codistill/core';
import { flattenState, initState, type Setup, stepDefinition } from '@codistill/core/engine';
import * as optimizers from '@codistill/optimizers';
import { cpu } from '@codistill/runtime-cpu';
import * as strategies from '@codistill/strategies';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { ceit, smallConv, vit } from './index.ts';

const registry = createRegistry(
  [optimizers, strategies].map((module) => ({ plugins: pluginsOf(module) })),
);
const [size, batchSize, outputs] = [16, 2, 5];

/** Two networks that compete; `recompute` is of both. */
function setupOf(backbone: Backbone, recompute?: 'blocks'): Setup {
  const optimizer = registry.build('optimizer', { use: 'sgd', momentum: 0.9 });
  const networks = ['a', 'b'].map((id) => ({
    id,
    backbone,
    optimizer,
    ...(recompute && { recompute }),
  }));
  return {
    networks,
    strategy: registry.build('strategy', 'competitive'),
    optimizer,
    imageShape: [size, size, 3],
    setting: {
      distribution: 'categorical',
      outputs,
      examples: batchSize,
      batchSize,
      epochs: 1,
      networks: networks.map(({ id }) => ({ id, heads: backbone.heads, learns: true })),
    },
    seed: 0,
    update: 'simultaneous',
    precision: 'float32',
    randomness: 'fed',
  };
}

function viewOf(name: string): ImageBatch {
  const rng = stream(0, name, 0);
  const targets = new Float32Array(batchSize * outputs);
  for (let i = 0; i < batchSize; i++) targets[i * outputs + rng.integer(outputs)] = 1;
  return {
    shape: [batchSize, size, size, 3],
    pixels: Float32Array.from({ length: batchSize * size * size * 3 }, () => rng.normal()),
    targets,
    indices: Int32Array.from({ length: batchSize }, (_, i) => i),
  };
}

/** The state after two steps, all metrics, and the peak of bytes in tensors in the last step. */
async function trained(backbone: Backbone, recompute?: 'blocks') {
  const runtime = await cpu();
  const setup = setupOf(backbone, recompute);
  const program = await runtime.program(stepDefinition(setup));
  await program.load(await initState(setup));
  const views = { a: viewOf('a'), b: viewOf('b') };
  const learningRate = { a: 0.05, b: 0.05, strategy: 0.05 };
  const plan = { seed: 0, learningRate, strategy: { temperature: 1 }, follow: {} };
  const metrics: number[][] = [];
  const step = async (i: number) => {
    metrics.push([...(await program.step(views, { ...plan, step: i })).values]);
  };
  await step(0);
  const tensors = tf.memory().numTensors;
  const { peakBytes } = await tf.profile(async () => {
    await step(1);
    return [];
  });
  expect(tf.memory().numTensors).toBe(tensors);
  const state = Object.entries(flattenState(await program.read())).map(
    ([path, { data }]) => [path, [...data]] as const,
  );
  program.dispose();
  return { state, metrics, peakBytes };
}

const backbones: readonly (readonly [name: string, backbone: Backbone])[] = [
  ['a vit with dropout', vit({ channels: 16, depth: 4, dropout: 0.1 })],
  // Each of its states is used by the next block and by attention over class tokens.
  ['a ceit', ceit({ patch: 1, channels: 12, depth: 3, heads: 3, stem: 4, stochasticDepth: 0.2 })],
];

it.each(backbones)(
  '%s computes its blocks again in less memory, with the same bits',
  async (_, backbone) => {
    const kept = await trained(backbone);
    const again = await trained(backbone, 'blocks');
    expect(again.metrics).toEqual(kept.metrics);
    expect(again.state).toEqual(kept.state);
    expect(again.peakBytes).toBeLessThan(0.9 * kept.peakBytes);
  },
  60_000,
);

it('a network without blocks is refused', async () => {
  await cpu();
  await expect(initState(setupOf(smallConv(), 'blocks'))).rejects.toThrow(
    'recompute is "blocks" for the network "a", but its backbone has no blocks',
  );
});
