import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Backbone } from '../contracts/network.ts';
import type { ImageShape } from '../data/imageSize.ts';
import { forwardOnZeros } from './forwardOnZeros.ts';

/**
 * The number of values that a backbone computes for one image and that its gradients need again:
 * the outputs of its convolutions and matrix products. An engine may keep more, such as the outputs
 * of activation functions. With `recompute` 'blocks', the values of a block count for the largest
 * block alone, and for each block its input counts. It runs the backbone on one image of zeros.
 * @throws all errors of the backbone.
 */
export async function countActivations(
  backbone: Backbone,
  imageShape: ImageShape,
  outputs: number,
  recompute?: 'blocks',
): Promise<number> {
  const blocks: { readonly from: number; readonly to: number }[] = [];
  const inputs = new Map<object, number>();
  // What `tf.profile` has seen so far.
  const seen = () => tf.engine().state.activeProfile.kernels.length;
  const block = (x: Tensor, run: () => Tensor) => {
    const from = seen();
    const y = run();
    blocks.push({ from, to: seen() });
    inputs.set(x.dataId, x.size);
    return y;
  };
  const { kernels } = await tf.profile(() =>
    forwardOnZeros(backbone, imageShape, outputs, {
      batch: 1,
      training: true,
      ...(recompute && { block }),
    }),
  );
  const values = kernels.map(({ name, outputShapes }) =>
    /Conv|MatMul/.test(name) ? sum(outputShapes.map(sizeOf)) : 0,
  );
  const ofBlocks = blocks.map(({ from, to }) => sum(values.slice(from, to)));
  return (
    sum(values) -
    sum(ofBlocks) +
    ofBlocks.reduce((most, each) => Math.max(most, each), 0) +
    sum([...inputs.values()])
  );
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
