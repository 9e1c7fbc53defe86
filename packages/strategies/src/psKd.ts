import {
  ce,
  defineStrategy,
  type Edge,
  type Loss,
  madeFor,
  peerName,
  type StrategySetting,
  softmaxCrossEntropy,
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
    memory: ({ networks, examples, classes }) =>
      Object.fromEntries(
        networks
          .filter(({ learns }) => learns)
          .flatMap((network) =>
            peerIds(network).map((id) => [
              memoryOf(id),
              { shape: [examples, classes], data: new Float32Array(examples * classes) },
            ]),
          ),
      ),
    flow(peers, { plan, memory }) {
      const students = learners(peers);
      const virtual: Record<string, Virtual> = {};
      const next: Record<string, Tensor> = { ...memory };
      const edges: Edge[] = students.flatMap(({ id, logits, indices }) => {
        const all = memory[memoryOf(id)]!;
        const past = tf.gather(all, indices) as Tensor2D;
        const seen = tf.cast(tf.greater(tf.sum(past, 1), 0.5), 'float32');
        const share = tf.mul(seen, plan.alpha as Scalar) as Tensor1D;
        virtual[madeFor('past', id)] = {
          of: id,
          logits: tf.log(tf.maximum(past, 1e-30)) as Tensor2D,
        };
        // A copy, for TensorFlow.js's plain JavaScript engine writes the update into its input.
        next[memoryOf(id)] = tf.tensorScatterUpdate(
          tf.add(all, 0),
          tf.expandDims(indices, 1),
          tf.softmax(logits),
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
const peerIds = ({ id, heads }: StrategySetting['networks'][number]) =>
  heads.length === 1 ? [id] : heads.map((head) => peerName({ network: id, head }));

/**
 * H(softmax(z_from), softmax(z_to)): KL and the entropy of the target, which is how the source has
 * it.
 */
const crossEntropy: Loss = {
  name: 'ce',
  formula: '-sum_k softmax(z_from)_k log softmax(z_to)_k',
  perExample: (student, target) => softmaxCrossEntropy(student.logits, tf.softmax(target!.logits)),
};
