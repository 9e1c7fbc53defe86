import { format } from 'node:util';
import { type ImageBatch, type Moment, type Peer, stream } from '@codistill/core';
import { initScope } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';

// Names that examples in doc comments use without declaring them.

await cpu();

/** The middle of the third of ten epochs. */
export const moment: Moment = {
  step: 25,
  epoch: 2,
  epochs: 10,
  stepsPerEpoch: 10,
  progress: 0.25,
  history: {},
};

const targets = tf.tensor2d([
  [1, 0, 0],
  [0, 1, 0],
]);
const peer = (id: string, logits: number[][]): Peer => ({
  id,
  network: id,
  view: id,
  learns: true,
  logits: tf.tensor2d(logits),
  features: tf.ones([2, 4, 4, 8]),
  targets,
  score: tf.losses.softmaxCrossEntropy(targets, tf.tensor2d(logits), 1, 0, 0) as tf.Tensor1D,
  indices: tf.tensor1d([0, 1]),
});

/** Two networks on a batch of two examples with three classes; `a` is the better one. */
export const peers: readonly Peer[] = [
  peer('a', [
    [3, 0, 0],
    [0, 3, 0],
  ]),
  peer('b', [
    [1, 0, 0],
    [0, 0, 1],
  ]),
];

/** The scope of a network `a` during its creation. */
export const { scope } = initScope('a', 0);

/** Two images of 8 x 8 pixels and three channels. */
export const images = tf.zeros([2, 8, 8, 3]) as tf.Tensor4D;

/** The same images as a batch. */
export const batch: ImageBatch = {
  shape: [2, 8, 8, 3],
  pixels: new Float32Array(2 * 8 * 8 * 3).fill(0.25),
  targets: Float32Array.of(1, 0, 0, 0, 1, 0),
  indices: Int32Array.of(0, 1),
};

export const rng = stream(0, 'example', 0);

const lines: string[] = [];
/** Replaces `console.log` in examples. */
export const log = (...values: readonly unknown[]): void => void lines.push(format(...values));
/** The lines printed since the last call. */
export const logged = (): readonly string[] => lines.splice(0);
