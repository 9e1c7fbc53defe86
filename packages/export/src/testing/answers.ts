// What a network, its graph and the models made of it answer.
import { applyScope } from '@codistill/core/engine';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import type { TrainedNetwork } from '../record/recordNetwork.ts';
import { transposed } from '../transposed.ts';

/** Images [batch, height, width, channels]. */
export interface Images {
  readonly shape: readonly [number, number, number, number];
  readonly data: Float32Array;
}

/** The logits of a network in evaluation mode. */
export function answersOfNetwork(network: TrainedNetwork, { shape, data }: Images): Float32Array {
  const { backbone, params, stats, outputs } = network;
  const tensors = (of: TrainedNetwork['params']) =>
    Object.fromEntries(
      Object.entries(of).map(([name, value]) => [name, tf.tensor(value.data, [...value.shape])]),
    );
  const zeros = (_name: string, extents: readonly number[]) => tf.zeros([...extents]);
  return tf.tidy(() => {
    const state = { params: tensors(params), stats: tensors(stats) };
    const { scope } = applyScope('a', state, false, () => ({ uniform: zeros, normal: zeros }));
    const images = tf.tensor(data, [...shape]) as Tensor4D;
    return backbone.forward(scope, images, outputs)[backbone.deployed]!.logits.dataSync();
  }) as Float32Array;
}

/** What TensorFlow.js gives for a graph model, after checking its input. */
export async function answersOfGraphModel(
  files: Readonly<Record<string, Uint8Array>>,
  batches: readonly Images[],
): Promise<readonly Float32Array[]> {
  const text = new TextDecoder().decode(files['model.json']);
  const { modelTopology, weightsManifest, signature, format } = JSON.parse(text);
  const weightSpecs = weightsManifest[0].weights;
  const weightData = files['weights.bin']!.slice().buffer;
  const load = async () => ({ modelTopology, weightSpecs, weightData, signature, format });
  const model = await loadGraphModel({ load });
  const answers = batches.map(({ shape, data }) =>
    tf.tidy(() => {
      const answer = model.predict({ images: tf.tensor(data, [...shape]) }) as tf.Tensor;
      return answer.dataSync() as Float32Array;
    }),
  );
  model.dispose();
  return answers;
}

/** What onnxruntime gives for a model whose images have their channels first. */
export async function answersOfOnnx(
  bytes: Uint8Array,
  batches: readonly Images[],
): Promise<readonly Float32Array[]> {
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(bytes);
  const answers: Float32Array[] = [];
  for (const batch of batches) {
    const { shape, data } = transposed(batch, [0, 3, 1, 2]);
    const images = new Tensor('float32', data as Float32Array, shape);
    answers.push((await session.run({ images }))['logits']!.data as Float32Array);
  }
  await session.release();
  return answers;
}
