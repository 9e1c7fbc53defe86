import { registerComposites } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import { batchNormTrain, batchNormTrainGrad } from './batchNorm.ts';
import { gather } from './gather.ts';
import { rectify, rectifyGrad } from './relu.ts';
import { softmaxCrossEntropy } from './softmax.ts';

/**
 * Gives this engine its kernels: TensorFlow's own for the core's operations where it has one,
 * composites for the rest. May be called again.
 */
export function registerKernels(): void {
  for (const kernel of [
    batchNormTrain,
    batchNormTrainGrad,
    rectify,
    rectifyGrad,
    softmaxCrossEntropy,
    gather,
  ]) {
    if (tf.getKernel(kernel.kernelName, kernel.backendName))
      tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel(kernel);
  }
  registerComposites('tensorflow');
}
