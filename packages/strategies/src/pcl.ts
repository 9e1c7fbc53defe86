import {
  ce,
  defineStrategy,
  type Edge,
  numbers,
  type Peer,
  type Scope,
  type StrategySetting,
  softened,
  supervised,
  times,
  varying,
} from '@codistill/core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { noFeaturesHere, noFollower, tooFewPeers } from './errors.ts';
import { fanIn, pooled } from './features/adapt.ts';
import { byNetwork, learners } from './peers.ts';
import { rampOf, rampShareOption } from './rampShare.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Peer collaborative learning: m peers, each on its own view, learn from a peer ensemble and from
 * the moving averages of the other peers.
 *
 *     z_e = U [h_1, ..., h_m] + u
 *     L = CE(z_e, y) + sum_i [CE(z_i, y) + w T^2 KL(sg p_e^T || p_i^T)
 *         + w / (m - 1) sum_{j != i} T^2 KL(sg p_{j,EMA}^T || p_i^T)]
 *
 * z and y are [batch, K]. h_i are the pooled features of peer i, [batch, channels]. U and u are a
 * learned classifier, and w is the ramp of `one`. The moving average of j sees j's view.
 *
 * The peers are the heads of one network (`branches`, with an average that `follows` it), or
 * networks that have an average each. Head k looks at view k: the network's own view, then `view2`,
 * `view3`, and so on. Each view costs a forward pass of the whole network, and only the first
 * updates the running statistics.
 *
 * Source: Wu and Gong, AAAI 2021. Differences from it: `pcl.card.md`.
 * @throws InputError if fewer than two peers learn, a learning peer has no average, or a peer has
 * no features.
 */
export const pcl = defineStrategy({
  id: 'pcl',
  about:
    'Peers on their own views learn from their ensemble and from the moving averages of the other peers (peer collaborative learning).',
  source: 'Wu and Gong 2021, arXiv 2006.04147',
  options: z.object({
    temperature: varying(
      z.number().positive(),
      3,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
    ensemble: varying(z.number().nonnegative(), 1, 'Factor of the KL with the peer ensemble.'),
    average: varying(
      z.number().nonnegative(),
      1,
      "Factor of the KL with the other peers' moving averages.",
    ),
    rampShare: rampShareOption(0.27),
  }),
  create({ temperature, ensemble, average, rampShare }) {
    const varied = numbers({ temperature, ensemble, average, ramp: rampOf(rampShare) });
    return {
      ...scaleFree,
      plan: varied.plan,
      looks,
      flow(all, { plan, scope }) {
        const now = varied.at(plan);
        const peers = byNetwork(all).flatMap(headAtItsView);
        const students = learners(peers);
        const averages = peers.filter((peer) => !peer.learns);
        if (students.length < 2) throw tooFewPeers('pcl', students.length, 2);
        if (averages.length !== students.length)
          throw noFollower(
            'pcl',
            students.map(({ id }) => id),
            averages.map(({ id }) => id),
          );
        const loss = softened(now.temperature);
        const virtual = {
          'peer-ensemble': {
            of: students[0]!.id,
            logits: peerEnsemble(scope.at('ensemble'), students),
          },
        };
        const edges: Edge[] = [
          ...supervised(students),
          { from: 'labels', to: 'peer-ensemble', loss: ce() },
          ...students.map(({ id }) => ({
            from: 'peer-ensemble',
            to: id,
            loss,
            weight: times(now.ensemble, now.ramp),
          })),
          ...students.flatMap(({ id }, i) =>
            averages.flatMap((from, j) =>
              i === j
                ? []
                : [
                    {
                      from: from.id,
                      to: id,
                      loss,
                      weight: times(times(now.average, now.ramp), 1 / (students.length - 1)),
                    },
                  ],
            ),
          ),
        ];
        return { edges, virtual };
      },
    };
  },
});

/** Head k of a network, and of its average, looks at the k-th view of the network. */
function looks({ networks }: StrategySetting) {
  return networks.flatMap(({ id, heads, follows }) => {
    const owner = follows ?? id;
    return heads.map((_, k) => ({ network: id, view: k === 0 ? owner : `${owner}-view${k + 1}` }));
  });
}

/**
 * The peers of a network that are kept: head k at view k. `peers` lists all heads of the first
 * view, then all heads of the second, and so on.
 */
function headAtItsView(peers: readonly Peer[]): readonly Peer[] {
  const views = new Set(peers.map(({ view }) => view)).size;
  const heads = peers.length / views;
  return peers.filter((_, i) => Math.floor(i / heads) === i % heads);
}

function peerEnsemble(scope: Scope, peers: readonly Peer[]): Tensor2D {
  const features = tf.concat(
    peers.map((peer) => {
      if (!peer.features) throw noFeaturesHere('pcl', peer.id);
      return pooled(peer.features);
    }),
    1,
  );
  const classes = peers[0]!.logits.shape[1];
  const kernel = scope.param('kernel', [features.shape[1], classes], fanIn) as Tensor2D;
  const bias = scope.param('bias', [classes], ([size]) => new Float32Array(size!));
  return tf.add(tf.matMul(features, kernel), bias) as Tensor2D;
}
