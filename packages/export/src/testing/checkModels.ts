import type { Use } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onnxModel } from '../onnx/onnxModel.ts';
import { recordNetwork } from '../record/recordNetwork.ts';
import { runGraph } from '../runGraph.ts';
import { graphModel } from '../tensorflow/graphModel.ts';
import { answersOfGraphModel, answersOfNetwork, answersOfOnnx, type Images } from './answers.ts';
import { largestDifference } from './largestDifference.ts';
import { imagesOf, networkOf } from './networks.ts';

/**
 * Checks that the recorded kernels of a network give its logits, bit for bit, and that
 * tf.loadGraphModel and onnxruntime give them within 1e-5, for batches of several sizes.
 */
export async function checkModels(use: Use, size: number, sizes = [1, 4]): Promise<void> {
  const network = networkOf(use, size);
  const graph = await recordNetwork(network);
  const batches = sizes.map((batch): Images => {
    const data = imagesOf(network, batch);
    return { shape: [batch, ...network.imageShape], data };
  });
  const wanted = batches.map((images) => answersOfNetwork(network, images));
  const recorded = batches.map(({ shape, data }) =>
    tf.tidy(() => runGraph(graph, tf.tensor(data, [...shape]))['logits']!.dataSync()),
  );
  expect(recorded).toEqual(wanted);
  const found = {
    'graph model': await answersOfGraphModel(graphModel(graph, {}), batches),
    ONNX: await answersOfOnnx(onnxModel(graph, {}), batches),
  };
  for (const [format, answers] of Object.entries(found))
    answers.forEach((answer, i) => {
      expect(largestDifference(answer, wanted[i]!), `${format} of batch ${i}`).toBeLessThan(1e-5);
    });
}
