import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

const smallest = 1e-24;

/**
 * The Euclidean norm over the last axis, which is kept with size 1. It is at least 1e-12, and its
 * gradient at the zero vector is 0, as in PyTorch.
 */
export const normOf = (x: Tensor): Tensor =>
  tf.sqrt(tf.maximum(tf.sum(tf.square(x), -1, true), smallest));

/** Vectors over the last axis of norm 1; zero vectors stay zero. */
export const unit = (x: Tensor): Tensor => tf.div(x, normOf(x));
