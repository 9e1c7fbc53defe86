import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { registerOperation, runOperation } from './register.ts';

/**
 * The cross-entropy H(y, softmax(z)) of each example, [batch], for logits z and labels y, [batch,
 * classes] each. The gradient in z is softmax(z) sum_k y_k - y.
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor2D): Tensor1D {
  return runOperation('SoftmaxCrossEntropy', { logits, labels })[0] as Tensor1D;
}

const column = (dy: Tensor) => tf.reshape(dy, [-1, 1]);

registerOperation({
  name: 'SoftmaxCrossEntropy',
  inputs: ['logits', 'labels'],
  outputs: 1,
  composite: ({ logits, labels }) => [tf.neg(tf.sum(tf.mul(labels!, tf.logSoftmax(logits!)), 1))],
  gradient: (dy, { logits, labels }) => ({
    logits: () =>
      tf.mul(tf.sub(tf.mul(tf.softmax(logits!), tf.sum(labels!, 1, true)), labels!), column(dy)),
    labels: () => tf.mul(tf.neg(tf.logSoftmax(logits!)), column(dy)),
  }),
});
