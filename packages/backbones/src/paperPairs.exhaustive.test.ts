import { type Backbone, createRegistry, type ImageBatch, pluginsOf, stream } from '@codistill/core';
import { initState, type Setup, stepDefinition } from '@codistill/core/engine';
import * as optimizers from '@codistill/optimizers';
import { cpu } from '@codistill/runtime-cpu';
import * as strategies from '@codistill/strategies';
import { expect, it } from 'vitest';
import { ceit, resnetCifar, vit } from './index.ts';

const registry = createRegistry(
  [optimizers, strategies].map((module) => ({ plugins: pluginsOf(module) })),
);
const [size, batchSize, outputs] = [8, 6, 3];

function setupOf(backbones: readonly Backbone[], use: string): Setup {
  const optimizer = registry.build('optimizer', { use });
  const networks = backbones.map((backbone, i) => ({ id: 'ab'[i]!, backbone, optimizer }));
  return {
    networks,
    strategy: registry.build('strategy', { use: 'competitive', features: 1 }),
    optimizer,
    imageShape: [size, size, 3],
    setting: {
      distribution: 'categorical',
      outputs,
      examples: batchSize,
      batchSize,
      epochs: 1,
      networks: networks.map(({ id, backbone }) => ({ id, heads: backbone.heads, learns: true })),
    },
    seed: 0,
    update: 'simultaneous',
    precision: 'float32',
    randomness: 'fed',
  };
}

/** Images whose channel of the class is brighter. */
function view(): ImageBatch {
  const rng = stream(0, 'view', 0);
  const targets = new Float32Array(batchSize * outputs);
  for (let i = 0; i < batchSize; i++) targets[i * outputs + (i % outputs)] = 1;
  const each = size * size * 3;
  return {
    shape: [batchSize, size, size, 3],
    pixels: Float32Array.from(
      { length: batchSize * each },
      (_, i) => rng.normal() + (i % 3 === Math.floor(i / each) % outputs ? 1 : 0),
    ),
    targets,
    indices: Int32Array.from({ length: batchSize }, (_, i) => i),
  };
}

const pairs: readonly (readonly [string, readonly Backbone[], string, number])[] = [
  [
    'a CeiT and a ViT',
    [
      ceit({ patch: 1, channels: 12, depth: 2, heads: 3, stem: 4 }),
      vit({ patch: 4, channels: 12, depth: 2, heads: 3 }),
    ],
    'adamw',
    0.01,
  ],
  [
    'two ResNets of different depth',
    [resnetCifar({ depth: 8, width: 4 }), resnetCifar({ depth: 14, width: 4 })],
    'sgd',
    0.02,
  ],
];

it.each(pairs)(
  '%s learn by competition with the feature loss',
  async (_, networks, optimizer, rate) => {
    const runtime = await cpu();
    const setup = setupOf(networks, optimizer);
    const program = await runtime.program(stepDefinition(setup));
    await program.load(await initState(setup));
    const learningRate = { a: rate, b: rate, strategy: rate };
    const plan = { seed: 0, learningRate, strategy: {}, follow: {} };
    const steps: Readonly<Record<string, number>>[] = [];
    for (let step = 0; step < 25; step++) {
      const { names, values } = await program.step({ a: view(), b: view() }, { ...plan, step });
      steps.push(Object.fromEntries(names.map((name, i) => [name, values[i]!])));
    }
    program.dispose();
    const [first, last] = [steps[0]!, steps.at(-1)!];
    for (const id of ['a', 'b'])
      expect(last[`loss/ce/labels->${id}`]).toBeLessThan(0.7 * first[`loss/ce/labels->${id}`]!);
    // Features of both directions are compared, and one network teaches in each step.
    for (const step of steps) {
      expect(step['loss/l2/a->b']).toBeGreaterThan(0);
      expect(step['weight/l2/a->b']! + step['weight/l2/b->a']!).toBe(1);
    }
  },
  60_000,
);
