import type { Backbone, HostTensor, Named } from '@codistill/core';
import { applyScope, tidied } from '@codistill/core/engine';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../graph.ts';
import { reachable } from '../passes/reachable.ts';
import { hostTensor } from '../runGraph.ts';
import { batchSizes } from './mergeBatches.ts';
import { mergeRecordings, type Recording } from './mergeRecordings.ts';
import { recordKernels } from './recordKernels.ts';

/** A network to be exported. */
export interface TrainedNetwork {
  readonly backbone: Backbone;
  readonly params: Named<HostTensor>;
  readonly stats: Named<HostTensor>;
  /** The images that it sees. */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** The number of outputs, such as classes. */
  readonly outputs: number;
  /**
   * What of the prediction of the deployed head is exported; default `logits`. A task that compares
   * images needs `embedding`.
   */
  readonly gives?: readonly ('logits' | 'embedding')[];
}

/**
 * The kernels of one forward pass in evaluation mode, on the current engine. The network runs on two
 * small batches of zeros, whose differences tell what depends on the size of the batch.
 * @throws InputError if the kernels depend on the size of the batch in another way than in the
 * extents of shapes, and all errors of the backbone.
 */
export async function recordNetwork(network: TrainedNetwork): Promise<Graph> {
  const recordings: Recording[] = [];
  for (const batch of batchSizes) recordings.push(await recordOnce(network, batch));
  return reachable(mergeRecordings(recordings[0]!, recordings[1]!));
}

/** One recording, with the values of all constants. */
async function recordOnce(
  { backbone, params, stats, imageShape, outputs, gives = ['logits'] }: TrainedNetwork,
  batch: number,
): Promise<Recording> {
  const zeros = (_name: string, shape: readonly number[]) => tf.zeros([...shape]);
  const raw = tidied(() => {
    const named = new Map<Tensor, string>();
    const tensors = (of: Named<HostTensor>) =>
      Object.fromEntries(
        Object.entries(of).map(([name, { data, shape }]) => {
          const tensor = tf.tensor(data, [...shape]);
          named.set(tensor, name);
          return [name, tensor];
        }),
      );
    const state = { params: tensors(params), stats: tensors(stats) };
    const images = tf.zeros([batch, ...imageShape]) as Tensor4D;
    const { scope } = applyScope('the network', state, false, () => ({
      uniform: zeros,
      normal: zeros,
    }));
    const { result, kernels, constants } = recordKernels(
      [images, ...named.keys()],
      () => backbone.forward(scope, images, outputs)[backbone.deployed]!,
    );
    const predicted = Object.fromEntries(
      gives.flatMap((name) => (result[name] ? [[name, result[name]] as const] : [])),
    );
    return { images, kernels, constants, named, predicted };
  });
  const { constants, ...recorded } = raw;
  const values = await Promise.all(
    [...constants].map(async ([tensor, copy]) => [tensor, await hostTensor(copy)] as const),
  );
  for (const copy of constants.values()) copy.dispose();
  return { ...recorded, state: { ...params, ...stats }, values: new Map(values) };
}
