import { resnetCifar, vit } from '@codistill/backbones';
import { type Backbone, type ImageBatch, type StepPlan, stream } from '@codistill/core';
import { flattenState, initState, type Setup, stepDefinition } from '@codistill/core/engine';
import { expect, it } from 'vitest';
import { tensorflow } from '../index.ts';
import { describeWithEngine } from '../testing/engine.ts';
import { momentum, setupOf } from '../testing/setup.ts';

const [size, batchSize, classes] = [16, 8, 4];
const plan = (step: number): StepPlan => ({
  seed: 5,
  step,
  learningRate: { a: 0.05, b: 0.05, strategy: 0.05 },
  strategy: { weight: 0.5, ramp: Float32Array.of(0.5, 0.5), sharp: false },
  follow: {},
});

function view(): ImageBatch {
  const rng = stream(11, 'view', 0);
  const targets = new Float32Array(batchSize * classes);
  for (let i = 0; i < batchSize; i++) targets[i * classes + (i % classes)] = 1;
  return {
    shape: [batchSize, size, size, 3],
    pixels: Float32Array.from({ length: batchSize * size * size * 3 }, () => rng.normal()),
    targets,
    indices: Int32Array.from({ length: batchSize }, (_, i) => i),
  };
}

/** Metrics of three steps and the state after them, in a graph. */
async function trained(backbone: Backbone, changes: Partial<Setup>, recompute?: 'blocks') {
  const runtime = await tensorflow({ device: 'cpu' });
  const networks = ['a', 'b'].map((id) => ({
    id,
    backbone,
    optimizer: momentum,
    ...(recompute && { recompute }),
  }));
  const setup = setupOf({ ...changes, networks, imageShape: [size, size, 3] });
  const program = await runtime.program(stepDefinition(setup));
  await program.load(await initState(setup));
  const metrics: (readonly number[])[] = [];
  for (let step = 0; step < 3; step++)
    metrics.push([...(await program.step({ a: view(), b: view() }, plan(step))).values]);
  const state = Object.entries(flattenState(await program.read())).map(
    ([path, { data }]) => [path, [...data]] as const,
  );
  program.dispose();
  return { metrics, state };
}

describeWithEngine('blocks that a graph computes again', () => {
  const cases: readonly (readonly [string, Backbone, Partial<Setup>])[] = [
    ['a resnet', resnetCifar({ depth: 8 }), {}],
    ['a vit with dropout', vit({ channels: 16, depth: 2, dropout: 0.2 }), {}],
    ['random numbers of TensorFlow', vit({ depth: 2, dropout: 0.2 }), { randomness: 'stateless' }],
  ];
  it.each(cases)('give the same bits: %s', async (_, backbone, changes) => {
    const kept = await trained(backbone, changes);
    const again = await trained(backbone, changes, 'blocks');
    expect(kept.metrics.flat().every(Number.isFinite)).toBe(true);
    expect(again).toEqual(kept);
  });
});
