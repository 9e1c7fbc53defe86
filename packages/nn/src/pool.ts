import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean of each channel over height and width, [batch, height, width, channels] to [batch,
 * channels].
 */
export const globalAveragePool = (x: Tensor4D): Tensor2D => tf.mean(x, [1, 2]) as Tensor2D;
