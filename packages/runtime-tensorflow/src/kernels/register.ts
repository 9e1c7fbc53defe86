import { registerComposites } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import { after } from './after.ts';
import { batchNormTrain, batchNormTrainGrad } from './batchNorm.ts';
import { gather } from './gather.ts';
import { ownKernels } from './own.ts';
import { rectify, rectifyGrad } from './relu.ts';
import { softmaxCrossEntropy } from './softmax.ts';

/**
 * Registers this engine's kernels for the operations of the core: TensorFlow's own where it has
 * one, and composites for the rest. It may be called again.
 */
export function registerKernels(): void {
  for (const kernel of [
    after,
    batchNormTrain,
    batchNormTrainGrad,
    rectify,
    rectifyGrad,
    softmaxCrossEntropy,
    gather,
    ...ownKernels,
  ]) {
    if (tf.getKernel(kernel.kernelName, kernel.backendName))
      tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel(kernel);
  }
  registerComposites('tensorflow');
}
