import {
  type Distribution,
  defineStrategy,
  type Edge,
  type Lifted,
  type Loss,
  numbers,
  ofPeer,
  ofSplit,
  type Peer,
  type Plan,
  parseMetric,
  type Strategy,
  softened,
  supervised,
  untaped,
  varying,
} from '@codistill/core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { withAnswers } from './competition/costs.ts';
import { generalWeights } from './ensembles/generalWeights.ts';
import { meanLogits } from './ensembles/mean.ts';
import { simplexWeights } from './ensembles/simplexWeights.ts';
import { learners } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Steps of projected gradient descent, for `linear`. 30 steps give four digits of the weights of a
 * few networks.
 */
const steps = 30;
/** Added to the diagonal of the covariance of errors, for `general`. */
const ridge = 1e-4;

/**
 * Knowledge distillation via collaborative learning: all peers learn from one target z_t for each
 * example.
 *
 *     L = sum_i [CE(z_i, y) + lambda T^2 KL(sg p_t^T || p_i^T)]
 *
 *     minlogit  z_t[j] = min_i (z_i[j] - z_i[y])
 *     naive     z_t = z_k, k = argmin_i CE(z_i, y), for each example
 *     linear    z_t = sum_i a_i z_i, a on the simplex minimizing CE(z_t, y) on the batch
 *     general   the same, a from the errors on the validation split after every epoch
 *     mean      z_t = mean_i z_i, as in a re-implementation
 *
 * z_i, z_t and y are [batch, K]; T > 0 and lambda >= 0. With mixed labels, z_i[y] is
 * `sum_k y_k z_i[k]`. 'naive' has one edge for each ordered pair with the weight
 * [teacher is the best for this example] [student is not], so that the log shows who taught whom.
 * 'minlogit' is defined for classes and bits, the other targets for numbers too.
 *
 * Source: Guo et al., CVPR 2020. Differences from it: `kdcl.card.md`.
 */
export const kdcl = defineStrategy({
  id: 'kdcl',
  about:
    'Every network learns from one target that combines the logits of the group (knowledge distillation via collaborative learning).',
  source: 'Guo et al. 2020, CVPR',
  options: z.object({
    target: z
      .enum(['minlogit', 'naive', 'linear', 'general', 'mean'])
      .default('minlogit')
      .describe(
        'How the logits of the group become one target; "mean" is the choice of a popular re-implementation.',
      ),
    temperature: varying(
      z.number().positive(),
      2,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    weight: varying(z.number().nonnegative(), 1, 'Factor of the KL with the target, lambda.'),
  }),
  variants: {
    'kdcl-naive': { target: 'naive' },
    'kdcl-linear': { target: 'linear' },
    'kdcl-general': { target: 'general' },
  },
  create({ target, temperature, weight }) {
    const varied = numbers({ temperature, weight });
    return {
      ...holding(target),
      ...scaleFree,
      plan: ({ history, ...moment }) => ({
        ...varied.plan({ history, ...moment }),
        ...(target === 'general' &&
          Object.fromEntries(
            Object.entries(history)
              .filter(isMeasured)
              .map(([name, values]) => [name, values.at(-1)!]),
          )),
      }),
      ...(target === 'general' && {
        measure({ distribution, outputs }) {
          const { add, end } = generalWeights(distribution, outputs, ridge);
          return {
            add,
            end: () =>
              Object.fromEntries(
                Object.entries(end()).map(([id, value]) => [ofPeer('kdcl', id), value]),
              ),
          };
        },
      }),
      flow(peers, { plan, distribution }) {
        const now = varied.at(plan);
        const loss = softened(now.temperature);
        if (now.weight === 0 || peers.length < 2) return { edges: supervised(peers) };
        if (target === 'naive')
          return { edges: [...supervised(peers), ...naiveEdges(peers, loss, now.weight)] };
        const logits = {
          minlogit: () => minLogit(peers, distribution),
          linear: () => untaped(() => linear(peers, distribution)),
          general: () => weighted(peers, plan),
          mean: () => meanLogits(peers),
        }[target]();
        return {
          edges: [
            ...supervised(peers),
            ...learners(peers).map(({ id }) => ({
              from: 'group',
              to: id,
              loss,
              weight: now.weight,
            })),
          ],
          virtual: { group: { of: peers[0]!.id, logits } },
        };
      },
    };
  },
});

/** `minlogit` needs predictions that are right or wrong. */
const holding = (target: string): Pick<Strategy, 'holdsFor'> =>
  target === 'minlogit' ? { holdsFor: withAnswers } : {};

const measured = (id: string) => ofSplit('validation', ofPeer('kdcl', id));
const isMeasured = ([name]: readonly [string, unknown]) => {
  const { split, measure } = parseMetric(name);
  return split === 'validation' && measure === 'kdcl';
};

function naiveEdges(peers: readonly Peer[], loss: Loss, factor: number | Scalar): Edge[] {
  const scores = tf.stack(peers.map(({ score }) => score)) as Tensor2D;
  const isBest = tf.cast(tf.equal(scores, tf.min(scores, 0, true)), 'float32');
  const share = tf.mul(tf.div(isBest, tf.sum(isBest, 0, true)), factor);
  const row = (matrix: tf.Tensor, i: number) => tf.reshape(tf.slice(matrix, [i, 0], [1, -1]), [-1]);
  return peers.flatMap((from, i) =>
    peers.flatMap((to, j) =>
      i === j || !to.learns
        ? []
        : [
            {
              from: from.id,
              to: to.id,
              loss,
              weight: tf.mul(row(share, i), tf.sub(1, row(isBest, j))) as Tensor1D,
              because: `${from.id} is the best on this example`,
            },
          ],
    ),
  );
}

/**
 * The minimum over the peers of each class's logit relative to the label's logit, [batch, K];
 * softmax does not change with such an offset. For bits, it is the minimum where y = 0 and the
 * maximum where y = 1.
 */
function minLogit(peers: readonly Peer[], { name }: Distribution): Tensor2D {
  if (name === 'bernoulli') {
    const least = peers.map(({ logits, targets }) => tf.mul(logits, tf.sub(1, targets)));
    const largest = peers.map(({ logits, targets }) => tf.mul(logits, targets));
    return tf.add(
      least.reduce((a, b) => tf.minimum(a, b)),
      largest.reduce((a, b) => tf.maximum(a, b)),
    ) as Tensor2D;
  }
  return peers
    .map(({ logits, targets }) => tf.sub(logits, tf.sum(tf.mul(logits, targets), 1, true)))
    .reduce((a, b) => tf.minimum(a, b)) as Tensor2D;
}

function linear(peers: readonly Peer[], distribution: Distribution): Tensor2D {
  const weights = simplexWeights(
    peers.map(({ logits }) => logits),
    peers[0]!.targets,
    steps,
    distribution,
  );
  return combine(peers, (_, i) => tf.slice(weights, [i], [1]));
}

const weighted = (peers: readonly Peer[], plan: Lifted<Plan>): Tensor2D =>
  combine(peers, ({ id }) => (plan[measured(id)] as Scalar | undefined) ?? 1 / peers.length);

const combine = (
  peers: readonly Peer[],
  weight: (peer: Peer, index: number) => number | tf.Tensor,
): Tensor2D => tf.addN(peers.map((peer, i) => tf.mul(peer.logits, weight(peer, i)))) as Tensor2D;
