import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

const concat = tf.getKernel('Concat', 'cpu')!;

/**
 * Concatenation whose empty result has a typed array, as every other tensor. TensorFlow.js gives it
 * a plain array, which its slices reject; parameters are counted with an empty batch.
 */
export function registerEmptyConcat(): void {
  if (tf.getKernel('Concat', 'cpu') !== concat) return;
  tf.unregisterKernel('Concat', 'cpu');
  tf.registerKernel({
    ...concat,
    kernelFunc: (given) => {
      const result = concat.kernelFunc(given) as tf.TensorInfo;
      if (tf.util.sizeFromShape(result.shape) > 0 || result.dtype === 'string') return result;
      const backend = given.backend as {
        makeTensorInfo(shape: number[], dtype: tf.DataType, values: object): tf.TensorInfo;
        disposeIntermediateTensorInfo(info: tf.TensorInfo): void;
      };
      backend.disposeIntermediateTensorInfo(result);
      const values = tf.util.getTypedArrayFromDType(result.dtype, 0);
      return backend.makeTensorInfo(result.shape, result.dtype, values);
    },
  });
}
