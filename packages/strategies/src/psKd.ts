import { ce, defineStrategy, type Edge, type Loss, madeFor, type Virtual } from '@codistill/core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { learners, peerIds } from './peers.ts';

/**
 * Progressive self-knowledge distillation: the target is the label, softened by the network's own
 * prediction for the same example one epoch earlier.
 *
 *     L = H((1 - a_t) y + a_t p_{t-1}(x), p_t(x)),   a_t = a_T (epoch + 1) / epochs,   a_0 = 0
 *
 * p and y are [batch, K]. Two edges implement this: labels -> a with weight 1 - a_t, and a's
 * past -> a with weight a_t. The stored prediction is the one of training, on the augmented image,
 * at T = 1. The memory is `past/<peer>`, [examples, classes], probabilities. An example that was
 * not seen before has only the label.
 *
 * Source: Kim et al., ICCV 2021. Differences from it: `psKd.card.md`.
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
    memory: ({ networks, examples, outputs, distribution }) =>
      Object.fromEntries(
        networks
          .filter(({ learns }) => learns)
          .flatMap((network) =>
            peerIds(network).flatMap((id) => [
              [memoryOf(id), zeros(examples, outputs)] as const,
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
        // This is a copy because TensorFlow.js's plain JavaScript engine writes the update into its
        // input.
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
 * 1 for the examples of the batch that have a stored prediction, else 0, [batch]. Probabilities of
 * classes sum to 1, so a row of zeros means "not seen". Bits and numbers may be 0, so they need
 * `seen`.
 */
const seenBefore = (past: Tensor2D, seen: Tensor | undefined, indices: Tensor1D): Tensor1D =>
  seen
    ? tf.reshape(tf.gather(seen, indices), [-1])
    : (tf.cast(tf.greater(tf.sum(past, 1), 0.5), 'float32') as Tensor1D);

/**
 * H(softmax(z_from), softmax(z_to)), which is KL plus the entropy of the target, as in the source.
 */
const crossEntropy: Loss = {
  name: 'ce',
  formula: '-sum_k softmax(z_from)_k log softmax(z_to)_k',
  perExample: (student, target, _labels, { ce, mean }) => ce(student.logits, mean(target!.logits)),
};
