import {
  defineStrategy,
  type Edge,
  madeFor,
  numbers,
  type Peer,
  type Scope,
  softened,
  supervised,
  times,
  varying,
} from '@codistill/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { meanLogits } from './ensembles/mean.ts';
import { noFeaturesHere, tooFewPeers, unlikeWidths } from './errors.ts';
import { fanIn, pooled } from './features/adapt.ts';
import { learners } from './peers.ts';
import { rampOf, rampShareOption } from './rampShare.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Online knowledge distillation with diverse peers. The first peer is the group leader. Every other
 * peer i learns from its own target t_i, an attention over all peers except the leader. The leader
 * learns from the mean of their logits.
 *
 *     alpha_ij = softmax_j((W_q h_i) . (W_k h_j)),   t_i = sum_j alpha_ij z_j
 *     L = sum_{all} CE(z_i, y) + w(t) sum_{i > 1} T^2 KL(t_i^T || p_i^T)
 *         + w(t) T^2 KL(mean_{i > 1} z_i || p_1)
 *
 * z_i and y are [batch, K]. h are the pooled features, [batch, d]. W_q and W_k are [d, d / 8],
 * without bias or scaling. Targets are not detached: the attention learns from the KL terms, and so
 * do the peers that it attends to.
 *
 * Source: Chen et al., AAAI 2020. Differences from it: `okddip.card.md`.
 * @throws InputError if fewer than three peers learn, a peer has no features, or their features
 * differ in width.
 */
export const okddip = defineStrategy({
  id: 'okddip',
  about:
    'Each peer learns from its own target, an attention over the peers, and a group leader learns from the mean of the peers (OKDDip).',
  source: 'Chen et al. 2020, arXiv 1912.00350; github.com/DefangChen/OKDDip-AAAI2020',
  options: z.object({
    temperature: varying(
      z.number().positive(),
      3,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    weight: varying(z.number().nonnegative(), 1, 'Factor of the KL terms.'),
    rampShare: rampShareOption(0.27),
    reduction: z
      .number()
      .int()
      .positive()
      .default(8)
      .describe('Queries and keys have the width of the features divided by this number.'),
    through: z
      .boolean()
      .default(true)
      .describe('Let the gradient flow into the targets too, which trains the attention.'),
  }),
  create({ temperature, weight, rampShare, reduction, through }) {
    const varied = numbers({ temperature, weight, ramp: rampOf(rampShare) });
    return {
      ...scaleFree,
      plan: varied.plan,
      flow(peers, { plan, scope }) {
        const now = varied.at(plan);
        const all = learners(peers);
        if (all.length < 3) throw tooFewPeers('okddip', all.length, 3);
        const [group, leader] = [all.slice(1), all[0]!];
        const targets = attended(scope.at('attention'), group, reduction);
        const link = {
          loss: softened(now.temperature),
          weight: times(now.weight, now.ramp),
          ...(through && { through }),
        };
        const edges: Edge[] = [
          ...supervised(peers),
          ...group.map(({ id }) => ({ ...link, from: madeFor('target', id), to: id })),
          { ...link, from: 'group', to: leader.id },
        ];
        const virtual = Object.fromEntries(
          group.map((peer, i) => [
            madeFor('target', peer.id),
            { of: peer.id, logits: targets[i]! },
          ]),
        );
        return {
          edges,
          virtual: { ...virtual, group: { of: leader.id, logits: meanLogits(group) } },
        };
      },
    };
  },
});

function attended(scope: Scope, group: readonly Peer[], reduction: number): readonly Tensor2D[] {
  const features = group.map((peer) => {
    if (!peer.features) throw noFeaturesHere('okddip', peer.id);
    return pooled(peer.features);
  });
  const widths = features.map(({ shape }) => shape[1]);
  const width = widths[0]!;
  if (widths.some((other) => other !== width)) throw unlikeWidths('okddip', widths);
  const small = Math.max(1, Math.floor(width / reduction));
  const query = scope.param('query', [width, small], fanIn) as Tensor2D;
  const key = scope.param('key', [width, small], fanIn) as Tensor2D;
  const keys = features.map((h) => tf.matMul(h, key));
  return features.map((h) => {
    const own = tf.matMul(h, query);
    const attention = tf.softmax(
      tf.stack(
        keys.map((other) => tf.sum(tf.mul(own, other), 1)),
        1,
      ),
    );
    return tf.addN(
      group.map(({ logits }, j) => tf.mul(logits, tf.slice(attention, [0, j], [-1, 1]))),
    ) as Tensor2D;
  });
}
