import * as tf from '@tensorflow/tfjs-core';
import { composedKernel } from './kernel.ts';

/**
 * The product of the inputs, broadcast along all indices of the equation, summed over the indices
 * that the output lacks.
 */
export const einsum = composedKernel('Einsum', (inputs, attributes) => {
  const tensors = Object.values(inputs);
  const { allDims, summedDims, idDims } = tf.backend_util.decodeEinsumEquation(
    attributes['equation'] as string,
    tensors.length,
  );
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors);
  const product = tensors
    .map((tensor, i) => {
      const { permutationIndices, expandDims } = tf.backend_util.getEinsumPermutation(
        allDims.length,
        idDims[i]!,
      );
      const shape = permutationIndices.map((axis) => tensor.shape[axis]!);
      for (const axis of expandDims) shape.splice(axis, 0, 1);
      return tf.reshape(tf.transpose(tensor, permutationIndices), shape);
    })
    .reduce((left, right) => tf.mul(left, right));
  return summedDims.length === 0 ? tf.clone(product) : tf.sum(product, summedDims);
});
