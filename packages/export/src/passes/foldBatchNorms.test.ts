import { wasm } from '@codistill/runtime-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Graph } from '../graph.ts';
import { recordNetwork } from '../record/recordNetwork.ts';
import { runGraph } from '../runGraph.ts';
import { smallBackbones } from '../testing/backbones.ts';
import { largestDifference } from '../testing/largestDifference.ts';
import { imagesOf, networkOf } from '../testing/networks.ts';
import { foldBatchNorms } from './foldBatchNorms.ts';

beforeAll(async () => {
  await wasm();
});

const counts = ({ nodes }: Graph, ...kernels: readonly string[]) =>
  nodes.filter(({ kernel }) => kernels.includes(kernel)).length;

it.each(['small-conv', 'resnet-cifar', 'mobilenet-v2', 'inception-v3'])(
  'batch norms of %s are folded into the convolutions before them',
  async (name) => {
    const [use, size] = smallBackbones[name]!;
    const network = networkOf(use, size);
    const graph = await recordNetwork(network);
    const folded = await foldBatchNorms(graph);
    expect(counts(graph, 'Rsqrt')).toBeGreaterThan(0);
    expect(counts(folded, 'Rsqrt', 'Multiply', 'Sub')).toBe(0);
    const [found, wanted] = logitsOf([folded, graph], network);
    expect(largestDifference(found!, wanted!)).toBeLessThanOrEqual(1e-5);
  },
);

it('a batch norm after a concatenation stays a multiplication and an addition', async () => {
  const [use, size] = smallBackbones['densenet']!;
  const network = networkOf(use, size);
  const graph = await recordNetwork(network);
  const folded = await foldBatchNorms(graph);
  expect(counts(folded, 'Rsqrt', 'Sub')).toBe(0);
  expect(counts(folded, 'Multiply')).toBeGreaterThan(0);
  const [found, wanted] = logitsOf([folded, graph], network);
  expect(largestDifference(found!, wanted!)).toBeLessThanOrEqual(1e-5);
});

it('what several nodes read is not folded, and constants are computed', async () => {
  const constants = {
    kernel: { shape: [1, 1, 1, 2], data: Float32Array.of(2, 3) },
    half: { shape: [], data: Float32Array.of(0.5) },
    two: { shape: [2], data: Float32Array.of(2, 4) },
  };
  const type = (shape: readonly number[]) => ({ shape, dtype: 'float32' });
  const map = { shape: [{ perExample: 1 }, 1, 1, 2], dtype: 'float32' };
  const conv = { strides: 1, pad: 'valid', dataFormat: 'NHWC', dilations: 1 };
  const graph: Graph = {
    input: 'images',
    outputs: { logits: 'sum' },
    constants,
    nodes: [
      {
        kernel: 'Conv2D',
        inputs: { x: 'images', filter: 'kernel' },
        attributes: conv,
        outputs: ['y'],
      },
      { kernel: 'Multiply', inputs: { a: 'half', b: 'two' }, attributes: {}, outputs: ['factor'] },
      { kernel: 'Multiply', inputs: { a: 'y', b: 'factor' }, attributes: {}, outputs: ['scaled'] },
      { kernel: 'Add', inputs: { a: 'scaled', b: 'y' }, attributes: {}, outputs: ['sum'] },
    ],
    types: {
      images: { shape: [{ perExample: 1 }, 1, 1, 1], dtype: 'float32' },
      kernel: type([1, 1, 1, 2]),
      half: type([]),
      two: type([2]),
      y: map,
      factor: type([2]),
      scaled: map,
      sum: map,
    },
  };
  const folded = await foldBatchNorms(graph);
  expect(folded.nodes.map(({ kernel }) => kernel)).toEqual(['Conv2D', 'Multiply', 'Add']);
  expect(folded.constants['factor']!.data).toEqual(Float32Array.of(1, 2));
  expect(folded.constants['kernel']).toBe(constants.kernel);
  const sums = tf.tidy(() =>
    runGraph(folded, tf.tensor4d([1], [1, 1, 1, 1]))['logits']!.dataSync(),
  );
  expect([...sums]).toEqual([4, 9]);
});

/** The logits that graphs give for the same images. */
const logitsOf = (graphs: readonly Graph[], network: ReturnType<typeof networkOf>) =>
  tf.tidy(() => {
    const images = tf.tensor4d(imagesOf(network, 2), [2, ...network.imageShape]);
    return graphs.map((graph) => runGraph(graph, images)['logits']!.dataSync());
  });
