import * as backbones from '@codistill/backbones';
import {
  createRegistry,
  type ImageBatch,
  initState,
  pluginsOf,
  type Runtime,
  type Setup,
  type StepPlan,
  stepDefinition,
  stream,
} from '@codistill/core';
import * as optimizers from '@codistill/optimizers';
import { cpu } from '@codistill/runtime-cpu';
import * as strategies from '@codistill/strategies';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { wasm } from './index.ts';

const registry = createRegistry(
  [backbones, optimizers, strategies].map((module) => ({ plugins: pluginsOf(module) })),
);
const [size, batch, classes] = [8, 12, 5];

function setup(): Setup {
  const backbone = registry.build('backbone', 'resnet8');
  const optimizer = registry.build('optimizer', { use: 'sgd', momentum: 0.9, weightDecay: 5e-4 });
  const networks = ['a', 'b'].map((id) => ({ id, backbone, optimizer }));
  return {
    networks,
    optimizer,
    strategy: registry.build('strategy', 'competitive'),
    imageShape: [size, size, 3],
    setting: {
      classes,
      examples: batch,
      batchSize: batch,
      epochs: 1,
      networks: networks.map(({ id }) => ({ id, heads: backbone.heads, learns: true })),
    },
    seed: 3,
    update: 'simultaneous',
    precision: 'float32',
    randomness: 'fed',
  };
}

function views(): Readonly<Record<string, ImageBatch>> {
  const rng = stream(1, 'test', 0);
  const labels = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) labels[i * classes + (i % classes)] = 1;
  const pixels = Float32Array.from({ length: batch * size * size * 3 }, () => rng.normal());
  const view: ImageBatch = {
    shape: [batch, size, size, 3],
    pixels,
    labels,
    indices: Int32Array.from({ length: batch }, (_, i) => i),
  };
  return { a: view, b: view };
}

const plan = (step: number): StepPlan => ({
  seed: 3,
  step,
  learningRate: { a: 0.05, b: 0.05, strategy: 0.05 },
  strategy:
    setup().strategy.plan?.(
      { step, epoch: 0, stepsPerEpoch: 10, progress: 0, history: {} },
      stream(3, 'plan', step),
    ) ?? {},
  follow: {},
});

/** The parameters after `steps`, the last metrics, and how many tensors each step left behind. */
async function trained(start: () => Promise<Runtime>, steps: number) {
  const runtime = await start();
  const program = await runtime.program(stepDefinition(setup()));
  await program.load(await initState(setup()));
  const counts: number[] = [];
  let metrics = new Float32Array();
  for (let step = 0; step < steps; step++) {
    metrics = (await program.step(views(), plan(step))).values as Float32Array<ArrayBuffer>;
    counts.push(tf.memory().numTensors);
  }
  const { networks } = await program.read();
  const logits = await program.evaluate(views()['a']!, batch);
  program.dispose();
  return {
    metrics,
    counts,
    params: Object.values(networks).flatMap(({ params }) =>
      Object.values(params).map(({ data }) => data),
    ),
    logits,
  };
}

describe('wasm', () => {
  it('starts, again too, and is named', async () => {
    await wasm();
    const runtime = await wasm();
    expect(runtime.name).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
    expect([...tf.square(tf.tensor1d([1, 2, 3])).dataSync()]).toEqual([1, 4, 9]);
  });

  it('takes the step that the reference engine takes', async () => {
    const expected = await trained(cpu, 1);
    const found = await trained(wasm, 1);
    found.params.forEach((values, i) => {
      values.forEach((value, k) => {
        expect(Math.abs(value - expected.params[i]![k]!)).toBeLessThan(2e-4);
      });
    });
  });

  it('runs side by side with another engine, each program on its own', async () => {
    const alone = await trained(wasm, 2);
    const runtimes = [await wasm(), await cpu()];
    const programs = await Promise.all(
      runtimes.map((runtime) => runtime.program(stepDefinition(setup()))),
    );
    for (const program of programs) await program.load(await initState(setup()));
    for (let step = 0; step < 2; step++)
      for (const [i, program] of programs.entries()) {
        const { values } = await program.step(views(), plan(step));
        expect(tf.getBackend()).toBe(runtimes[i]!.name);
        if (step === 1 && i === 0) expect(values).toEqual(alone.metrics);
      }
    for (const program of programs) program.dispose();
  });

  it('trains to the same bits twice, and leaves no tensor behind', async () => {
    const first = await trained(wasm, 12);
    const second = await trained(wasm, 12);
    expect(second.params).toEqual(first.params);
    expect(second.metrics).toEqual(first.metrics);
    expect(second.logits).toEqual(first.logits);
    expect(new Set(first.counts.slice(1)).size).toBe(1);
  });
});
