import type { Backbone } from '@codistill/core';
import { dense, globalAveragePool } from '@codistill/nn';
import { cpu } from '@codistill/runtime-cpu';
import { wasm } from '@codistill/runtime-wasm';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { onnxModel } from '../onnx/onnxModel.ts';
import { graphModel } from '../tensorflow/graphModel.ts';
import { smallBackbones } from '../testing/backbones.ts';
import { networkOf } from '../testing/networks.ts';
import { recordNetwork, type TrainedNetwork } from './recordNetwork.ts';

beforeAll(async () => {
  await wasm();
});

/** A network that maps pooled images by `body`. */
function networkWith(body: (pooled: Tensor2D, images: Tensor4D) => Tensor): TrainedNetwork {
  const backbone: Backbone = {
    heads: ['logits'],
    deployed: 'logits',
    forward: (scope, images, classes) => {
      const mapped = body(globalAveragePool(images), images) as Tensor2D;
      return { logits: { logits: dense(scope.at('classifier'), mapped, { units: classes }) } };
    },
  };
  const zeros = (...shape: number[]) => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
  });
  const params = { 'classifier/kernel': zeros(3, 2), 'classifier/bias': zeros(2) };
  return { backbone, params, stats: {}, imageShape: [4, 4, 3], outputs: 2 };
}

it.each(['resnet-cifar', 'vit'])(
  'the engines cpu and wasm record the same graph of %s',
  async (name) => {
    const network = networkOf(...smallBackbones[name]!);
    const first = await recordNetwork(network);
    await cpu();
    const second = await recordNetwork(network);
    await wasm();
    expect(second).toEqual(first);
  },
);

it('recording leaves no tensors', async () => {
  const network = networkOf(...smallBackbones['vit']!);
  await recordNetwork(network);
  const before = tf.memory().numTensors;
  await recordNetwork(network);
  expect(tf.memory().numTensors).toBe(before);
});

it('what no output needs is left out', async () => {
  const network = networkWith((pooled) => {
    tf.exp(pooled);
    return pooled;
  });
  const { nodes } = await recordNetwork(network);
  expect(nodes.map(({ kernel }) => kernel)).toEqual(['Mean', 'BatchMatMul', 'Add']);
});

it('a shape that depends on the batch in no way that a file can state is an error', async () => {
  const network = networkWith((pooled) => tf.mul(pooled, pooled.shape[0] + 1));
  await expect(recordNetwork(network)).rejects.toThrow(
    'The constant of the kernel Multiply depends on the size of the batch in a way that no file can state',
  );
});

it('kernels that depend on the batch are an error', async () => {
  const network = networkWith((pooled) => (pooled.shape[0] === 2 ? tf.exp(pooled) : pooled));
  await expect(recordNetwork(network)).rejects.toThrow(
    'Kernel 2 of the forward pass is Exp for a batch of one size and BatchMatMul for another',
  );
});

it('a kernel without a translation is named by each format', async () => {
  const graph = await recordNetwork(networkWith((pooled) => tf.atanh(tf.sin(pooled))));
  expect(() => onnxModel(graph, {})).toThrow(
    'The network uses the TensorFlow.js kernel Sin, and the format ONNX has no translation of it yet.',
  );
  expect(() => graphModel(graph, {})).toThrow(
    'The network uses the TensorFlow.js kernel Sin, and the format TensorFlow has no translation of it yet.',
  );
});

it('a part of the batch has no translation', async () => {
  const network = networkWith((pooled) => tf.slice(pooled, [1, 0], [pooled.shape[0] - 1, -1]));
  await expect(recordNetwork(network)).rejects.toThrow('the size of the batch');
});
