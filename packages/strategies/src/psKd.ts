import {
  ce,
  defineStrategy,
  type Edge,
  type Loss,
  madeFor,
  peerName,
  type StrategySetting,
  type Virtual,
} from '@codistill/core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { learners } from './peers.ts';

/**
 * Progressive self-knowledge distillation: the target is softened by what the network predicted for
 * the same example one epoch earlier.
 *
 *     L = H((1 - a_t) y + a_t p_{t-1}(x), p_t(x)),   a_t = a_T (epoch + 1) / epochs,   a_0 = 0
 *
 * Here these are two edges: labels -> a with 1 - a_t, and a's past -> a with a_t. The stored
 * prediction is that of training, on the augmented image, at T = 1. Memory: `past/<peer>`,
 * [examples, classes], probabilities; an example that was not seen before has the label alone.
 * Source: Kim et al., ICCV 2021. More in `psKd.card.md`.
 */
export const psKd = defineStrategy({
  id: 'ps-kd',
  about:
    'Every network learns from labels softened by its own predictions of the previous epoch (progressive self-distillation).',
  source: 'Kim et al. 2021, arXiv 2006.12000; github.com/lgcnsai/PS-KD-Pytorch',
  options: z.object({
    alpha: z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe('a_T, the weight of the past prediction in the last epoch; it grows linearly.'),
  }),
  create: ({ alpha }) => ({
    plan: ({ epoch, epochs }) => ({ alpha: epoch === 0 ? 0 : (alpha * (epoch + 1)) / epochs }),
    memory: ({ networks, examples, classes, distribution }) =>
      Object.fromEntries(
        networks
          .filter(({ learns }) => learns)
          .flatMap((network) =>
            peerIds(network).flatMap((id) => [
              [memoryOf(id), zeros(examples, classes)] as const,
              ...(distribution === 'categorical'
                ? []
                : [[seenOf(id), zeros(examples, 1)] as const]),
            ]),
          ),
      ),
    flow(peers, { plan, memory, distribution }) {
      const students = learners(peers);
      const virtual: Record<string, Virtual> = {};
      const next: Record<string, Tensor> = { ...memory };
      const edges: Edge[] = students.flatMap(({ id, logits, indices }) => {
        const all = memory[memoryOf(id)]!;
        const past = tf.gather(all, indices) as Tensor2D;
        const seen = seenBefore(past, memory[seenOf(id)], indices);
        const share = tf.mul(seen, plan.alpha as Scalar) as Tensor1D;
        virtual[madeFor('past', id)] = {
          of: id,
          logits: distribution.logits(past),
        };
        // A copy, for TensorFlow.js's plain JavaScript engine writes the update into its input.
        next[memoryOf(id)] = tf.tensorScatterUpdate(
          tf.add(all, 0),
          tf.expandDims(indices, 1),
          distribution.mean(logits),
        );
        const known = memory[seenOf(id)];
        if (known)
          next[seenOf(id)] = tf.tensorScatterUpdate(
            tf.add(known, 0),
            tf.expandDims(indices, 1),
            tf.ones([logits.shape[0], 1]),
          );
        return [
          { from: 'labels', to: id, loss: ce(), weight: tf.sub(1, share) as Tensor1D },
          { from: madeFor('past', id), to: id, loss: crossEntropy, weight: share },
        ];
      });
      return { edges, virtual, memory: next };
    },
  }),
});

const memoryOf = (peer: string) => `past/${peer}`;
const seenOf = (peer: string) => `seen/${peer}`;
const zeros = (rows: number, columns: number) => ({
  shape: [rows, columns],
  data: new Float32Array(rows * columns),
});

/**
 * 1 for the examples of the batch that were predicted before, else 0, [batch]. Probabilities of
 * classes sum to 1, so their own memory shows it; bits and numbers may be 0.
 */
const seenBefore = (past: Tensor2D, seen: Tensor | undefined, indices: Tensor1D): Tensor1D =>
  seen
    ? tf.reshape(tf.gather(seen, indices), [-1])
    : (tf.cast(tf.greater(tf.sum(past, 1), 0.5), 'float32') as Tensor1D);
const peerIds = ({ id, heads }: StrategySetting['networks'][number]) =>
  heads.length === 1 ? [id] : heads.map((head) => peerName({ network: id, head }));

/**
 * H(softmax(z_from), softmax(z_to)): KL and the entropy of the target, which is how the source has
 * it.
 */
const crossEntropy: Loss = {
  name: 'ce',
  formula: '-sum_k softmax(z_from)_k log softmax(z_to)_k',
  perExample: (student, target, _labels, { ce, mean }) => ce(student.logits, mean(target!.logits)),
};
