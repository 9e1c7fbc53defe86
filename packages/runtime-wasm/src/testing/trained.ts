import * as backbones from '@codistill/backbones';
import {
  createRegistry,
  type ImageBatch,
  pluginsOf,
  type Runtime,
  type StepPlan,
  stream,
} from '@codistill/core';
import { initState, type Setup, stepDefinition } from '@codistill/core/engine';
import * as optimizers from '@codistill/optimizers';
import * as strategies from '@codistill/strategies';
import * as tf from '@tensorflow/tfjs-core';

const registry = createRegistry(
  [backbones, optimizers, strategies].map((module) => ({ plugins: pluginsOf(module) })),
);
const [size, batch, classes] = [8, 12, 5];

/** Two ResNet-8 with competitive distillation, on 8 x 8 images. */
export function setup(): Setup {
  const backbone = registry.build('backbone', 'resnet8');
  const optimizer = registry.build('optimizer', { use: 'sgd', momentum: 0.9, weightDecay: 5e-4 });
  const networks = ['a', 'b'].map((id) => ({ id, backbone, optimizer }));
  return {
    networks,
    optimizer,
    strategy: registry.build('strategy', 'competitive'),
    imageShape: [size, size, 3],
    setting: {
      distribution: 'categorical',
      outputs: classes,
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

/** The same batch of random images for both networks. */
export function views(): Readonly<Record<string, ImageBatch>> {
  const rng = stream(1, 'test', 0);
  const targets = new Float32Array(batch * classes);
  for (let i = 0; i < batch; i++) targets[i * classes + (i % classes)] = 1;
  const pixels = Float32Array.from({ length: batch * size * size * 3 }, () => rng.normal());
  const view: ImageBatch = {
    shape: [batch, size, size, 3],
    pixels,
    targets,
    indices: Int32Array.from({ length: batch }, (_, i) => i),
  };
  return { a: view, b: view };
}

export const plan = (step: number): StepPlan => ({
  seed: 3,
  step,
  learningRate: { a: 0.05, b: 0.05, strategy: 0.05 },
  strategy:
    setup().strategy.plan?.(
      { step, epoch: 0, stepsPerEpoch: 10, epochs: 1, progress: 0, history: {} },
      stream(3, 'plan', step),
    ) ?? {},
  follow: {},
});

/**
 * The parameters after `steps` steps, the last metrics, and the number of tensors that each step
 * leaked.
 */
export async function trained(start: () => Promise<Runtime>, steps: number) {
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
