import { gelu, layerNormalization, type StepDefinition, stream } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tensorflow } from '../index.ts';
import { describeWithEngine } from '../testing/engine.ts';

function numbers(name: string, shape: readonly number[], scale = 1): Float32Array {
  const rng = stream(4, name, 0);
  const size = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: size }, () => scale * rng.normal());
}

interface Case {
  readonly name: string;
  /** The shape and the size of numbers of each input. */
  readonly inputs: Readonly<Record<string, readonly [shape: readonly number[], scale: number]>>;
  readonly run: (inputs: Readonly<Record<string, Tensor>>) => Tensor;
}
const norm = ({ x, scale, offset }: Readonly<Record<string, Tensor>>) =>
  layerNormalization(x!, scale as Tensor1D, offset as Tensor1D, 1e-6);
const normOf = (shape: readonly number[]): Case => ({
  name: `layer norm of [${shape}]`,
  inputs: { x: [shape, 3], scale: [[shape.at(-1)!], 1], offset: [[shape.at(-1)!], 1] },
  run: norm,
});
const cases: readonly Case[] = [
  { name: 'GELU of 4 x 37', inputs: { x: [[4, 37], 2] }, run: ({ x }) => gelu(x!) },
  { name: 'GELU of numbers up to 40', inputs: { x: [[3, 5, 64], 12] }, run: ({ x }) => gelu(x!) },
  normOf([2, 7, 48]),
  normOf([3, 2, 2, 16]),
  // Not a multiple of the addon's lanes.
  normOf([5, 12]),
];

/**
 * The definition whose new state is the value of a case and its gradients, of a sum with weights.
 */
function definitionOf({ inputs, run }: Case): StepDefinition {
  const names = Object.keys(inputs);
  return {
    precision: 'float32',
    randomness: 'fed',
    key: () => '',
    step(state) {
      const given = names.map((name) => state.networks['a']!.params[name]!);
      const named = (values: readonly Tensor[]) =>
        Object.fromEntries(names.map((name, i) => [name, values[i]!]));
      const ways = state.networks['a']!.stats['ways']!;
      const weighed = (...values: Tensor[]) => tf.sum(tf.mul(run(named(values)), ways)) as Scalar;
      const grads = tf.grads(weighed)(given);
      const stats = { ways, value: run(named(given)), ...named(grads) };
      return {
        state: { ...state, networks: { a: { ...state.networks['a']!, stats } } },
        metrics: { loss: weighed(...given) },
      };
    },
    evaluate: () => ({ logits: tf.zeros([1, 1]) }),
  };
}

type Runtime = Awaited<ReturnType<typeof tensorflow | typeof cpu>>;

async function computed(each: Case, runtime: Runtime) {
  const of = (name: string, [shape, scale]: readonly [readonly number[], number]) => ({
    shape,
    data: numbers(name, shape, scale),
  });
  const entries = Object.entries(each.inputs).map(([name, input]) => [name, of(name, input)]);
  const params = Object.fromEntries(entries);
  const { shape } = params['x']!;
  const zeros = { shape, data: new Float32Array(params['x']!.data.length) };
  const stats = { ways: of('ways', [shape, 1]), value: zeros, ...params };
  const program = await runtime.program(definitionOf(each));
  await program.load({
    networks: { a: { params, stats, slots: {} } },
    strategy: { params: {}, stats: {}, slots: {} },
    memory: {},
  });
  const view = {
    shape: [1, 1, 1, 1] as const,
    pixels: new Float32Array(1),
    targets: new Float32Array(1),
    indices: new Int32Array(1),
  };
  await program.step({ a: view }, { seed: 0, step: 0, learningRate: {}, strategy: {}, follow: {} });
  const after = (await program.read()).networks['a']!.stats;
  program.dispose();
  return after;
}

describeWithEngine('our own operations in a graph', () => {
  it.each(cases)('compute $name and its gradients as the plain engine does', async (each) => {
    const expected = await computed(each, await cpu());
    for (const kernels of ['own', 'tensorflow'] as const) {
      const found = await computed(each, await tensorflow({ device: 'cpu', kernels }));
      for (const [name, { data }] of Object.entries(expected)) {
        const other = found[name]!.data;
        const scale = Array.from(data, Math.abs).reduce((a, b) => Math.max(a, b), 1e-3);
        const errors = Array.from(data, (value, i) => Math.abs(value - other[i]!));
        const error = errors.reduce((a, b) => Math.max(a, b), 0);
        expect([kernels, name, error <= 2e-6 * scale]).toEqual([kernels, name, true]);
      }
    }
  });
});
