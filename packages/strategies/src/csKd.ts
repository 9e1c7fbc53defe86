import {
  ce,
  defineStrategy,
  type Edge,
  madeFor,
  numbers,
  softened,
  varying,
} from '@codistill/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { withAnswers } from './competition/costs.ts';
import { oddBatch } from './errors.ts';
import { learners } from './peers.ts';

/**
 * Class-wise self-knowledge distillation: the network learns for an image x what it predicts for
 * another image x' of the same class.
 *
 *     L = CE(z(x), y) + lambda T^2 KL(sg p^T(x') || p^T(x)),   means over the images x
 *
 * z and y are [batch, K]; T > 0. The order `pairs` makes the batches: the first half holds the
 * images x, and the second half their partners x' in the same order. Losses have weight 2 on the
 * first half and 0 on the second, so that their mean over the batch is the mean over x. The
 * strategy is defined for classes and bits, not for numbers.
 *
 * Source: Yun et al., CVPR 2020. Differences from it: `csKd.card.md`.
 * @throws InputError if the batch size is odd.
 */
export const csKd = defineStrategy({
  id: 'cs-kd',
  about:
    'A network learns for each image from its own prediction for another image of the same class (class-wise self-distillation).',
  source: 'Yun et al. 2020, arXiv 2003.13964; github.com/alinlab/cs-kd',
  options: z.object({
    temperature: varying(
      z.number().positive(),
      4,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    weight: varying(
      z.number().nonnegative(),
      1,
      'Factor lambda of the KL; the source uses 3 on fine-grained data.',
    ),
  }),
  create({ temperature, weight }) {
    const varied = numbers({ temperature, weight });
    return {
      holdsFor: withAnswers,
      plan: varied.plan,
      flow(peers, { plan }) {
        const now = varied.at(plan);
        const students = learners(peers);
        const batch = students[0]?.logits.shape[0] ?? 0;
        if (batch % 2 !== 0) throw oddBatch(batch);
        const half = batch / 2;
        const onImages = tf.concat([tf.fill([half], 2), tf.zeros([half])]) as Tensor1D;
        const edges: Edge[] = students.map(({ id }) => ({
          from: 'labels',
          to: id,
          loss: ce(),
          weight: onImages,
        }));
        if (now.weight === 0) return { edges };
        const loss = softened(now.temperature);
        const taught: Edge[] = students.map(({ id }) => ({
          from: madeFor('partners', id),
          to: id,
          loss,
          weight: tf.mul(onImages, now.weight) as Tensor1D,
          because: 'another image of the same class',
        }));
        const virtual = Object.fromEntries(
          students.map(({ id, logits }) => [
            madeFor('partners', id),
            {
              of: id,
              logits: tf.concat([
                tf.slice(logits, [half, 0], [half, -1]),
                tf.slice(logits, [0, 0], [half, -1]),
              ]) as Tensor2D,
            },
          ]),
        );
        return { edges: [...edges, ...taught], virtual };
      },
    };
  },
});
