import { resnetCifar } from '@codistill/backbones';
import { flattenState, type ImageBatch, initState, type Program, type Runtime, type Setup, stepDefinition, stream } from '@codistill/core';
import { sgd } from '@codistill/optimizers';
import { wasm } from '@codistill/runtime-wasm';
import { competitive } from '@codistill/strategies';
import { beforeAll, expect, it } from 'vitest';
import { tensorflow } from './index.ts';
import { describeWithEngine } from './testing/engine.ts';

const batchSize = 16;
const classes = 10;
const ids = ['a', 'b'];
const backbone = resnetCifar({ depth: 20 });
const optimizer = sgd();
const strategy = competitive();
const setup: Setup = {
  networks: ids.map((id) => ({ id, backbone, optimizer })),
  strategy,
  optimizer,
  setting: { classes, examples: 160, batchSize, epochs: 1, networks: ids.map((id) => ({ id, heads: backbone.heads, learns: true })) },
  imageShape: [16, 16, 3],
  seed: 7,
  update: 'simultaneous',
  precision: 'float32',
  randomness: 'fed',
};

function batchAt(step: number): ImageBatch {
  const rng = stream(7, 'batch', step);
  const labels = new Float32Array(batchSize * classes);
  const pixels = Float32Array.from({ length: batchSize * 16 * 16 * 3 }, () => rng.normal());
  for (let i = 0; i < batchSize; i++) {
    const label = rng.integer(classes);
    labels[i * classes + label] = 1;
    for (let p = 0; p < 768; p += 10) pixels[i * 768 + p + label < pixels.length ? i * 768 + p + label : 0]! += 1;
  }
  return { shape: [batchSize, 16, 16, 3], pixels, labels, indices: Int32Array.from({ length: batchSize }, (_, i) => i) };
}
const step = (program: Program, at: number, learningRate: number) => {
  const batch = batchAt(at);
  const moment = { step: at, epoch: 0, stepsPerEpoch: 20, progress: at / 20, history: {} };
  return program.step(
    { a: batch, b: batch },
    {
      seed: 7,
      step: at,
      learningRate: { a: learningRate, b: learningRate, strategy: learningRate },
      strategy: strategy.plan?.(moment, stream(7, 'strategy/plan', at)) ?? {},
      follow: {},
    },
  );
};
async function programOf(runtime: Runtime): Promise<Program> {
  const program = await runtime.program(stepDefinition(setup));
  await program.load(await initState(setup));
  return program;
}

describeWithEngine('two ResNet-20 that compete', () => {
  let graph: Runtime;
  let eager: Runtime;
  beforeAll(async () => {
    graph = await tensorflow({ device: 'cpu' });
    eager = await tensorflow({ device: 'cpu', eager: true });
  });

  it('take one step from each of 20 recorded states alike on all engines: loss to 1e-5, gradients to 1e-4 but for units at their kink', async () => {
    const reference = await programOf(eager);
    const recorded = [];
    for (let at = 0; at < 20; at++) {
      const before = await reference.read();
      const { values } = await step(reference, at, 0.1);
      recorded.push({ before, loss: values[0]!, after: flattenState(await reference.read()) });
    }
    reference.dispose();
    for (const start of [async () => graph, wasm]) {
      const program = await programOf(await start());
      const errors: number[] = [];
      for (const [at, { before, loss, after }] of recorded.entries()) {
        await program.load(before);
        const { values } = await step(program, at, 0.1);
        expect(Math.abs(values[0]! / loss - 1)).toBeLessThan(1e-5);
        // momentum' = 0.9 momentum + gradient
        const slots = flattenState(before);
        const [found, expected] = [flattenState(await program.read()), after].map((state) =>
          Object.entries(state).flatMap(([path, { data }]) =>
            path.endsWith('/momentum') ? Array.from(data, (value, i) => value - 0.9 * slots[path]!.data[i]!) : [],
          ),
        );
        const norm = (numbers: readonly number[]) => Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
        errors.push(norm(found!.map((value, i) => value - expected![i]!)) / norm(expected!));
      }
      program.dispose();
      errors.sort((a, b) => a - b);
      // A unit whose input is 0 but for rounding is on in one engine and off in another, and its part of the gradient with it: such states are the exception.
      expect(errors[10]).toBeLessThan(1e-4);
      expect(errors[19]).toBeLessThan(0.1);
    }
  });

  it('stay together over 20 steps at a small rate: loss to 1e-4', async () => {
    const [reference, program] = [await programOf(eager), await programOf(graph)];
    for (let at = 0; at < 20; at++) {
      const [expected, found] = [await step(reference, at, 1e-3), await step(program, at, 1e-3)];
      expect(Math.abs(found.values[0]! / expected.values[0]! - 1)).toBeLessThan(1e-4);
    }
    reference.dispose();
    program.dispose();
  });
});
