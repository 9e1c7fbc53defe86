import {
  ce,
  type Distribution,
  defineStrategy,
  type Edge,
  type Loss,
  numbers,
  type Peer,
  softened,
  varying,
} from '@codistill/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { withAnswers } from './competition/costs.ts';
import { wrongGates } from './errors.ts';
import { scaleFree } from './scaleFree.ts';

const gateNames = ['through', 'cutoff', 'linear', 'correct'] as const;
type Gate = (typeof gateNames)[number];
const gateOption = z.enum(gateNames);

/**
 * A knowledge transfer graph: L_i is the sum of a gated loss l over the incoming edges. An edge
 * between two peers has l = T^2 KL(sg p_j^T || p_i^T), and the edge of a peer to itself has
 * l = CE(z_i, y).
 *
 *     through  mean_b l
 *     cutoff   0; the edge is left out
 *     linear   mean_b l x iteration / iterations
 *     correct  mean_b (l [teacher right]), over the whole batch
 *
 * z_i and y are [batch, K]; `gates` is [teacher, student]. The labels are always right, so
 * `correct` on the edge to itself equals `through`. The gate `correct` is defined for classes and
 * bits, not for numbers.
 *
 * Source: Minami, Hirakawa, Yamashita and Fujiyoshi, ACCV 2020. Differences from it:
 * `graph.card.md`.
 * @throws InputError if `gates` is not a square matrix with one row for each peer.
 */
export const graph = defineStrategy({
  id: 'graph',
  about:
    'Networks teach along the edges of a graph, and a gate on each edge selects the examples (knowledge transfer graph).',
  source: 'Minami et al. 2020, arXiv 1909.04286',
  options: z.object({
    labels: gateOption
      .default('through')
      .describe('Gate of every edge from the labels, if `gates` is not given.'),
    peers: gateOption
      .default('through')
      .describe('Gate of every edge between peers, if `gates` is not given.'),
    gates: z
      .array(z.array(gateOption))
      .optional()
      .describe(
        'Gate of each edge: one row for each teacher and one column for each student; the diagonal holds the edges from the labels. Default: as `labels` and `peers` say.',
      ),
    temperature: varying(
      z.number().positive(),
      1,
      'Temperature T, which divides the logits before softmax; KL is multiplied by T^2.',
    ),
  }),
  variants: {
    'graph-linear': { peers: 'linear' },
    'graph-correct': { peers: 'correct' },
  },
  create({ labels, peers: between, gates, temperature }) {
    const varied = numbers({ temperature });
    const all = [labels, between, ...(gates ?? []).flat()];
    const isLinear = all.includes('linear');
    return {
      ...(all.includes('correct') && { holdsFor: withAnswers }),
      ...scaleFree,
      plan: (moment) => ({
        ...varied.plan(moment),
        ...(isLinear && { progress: moment.progress }),
      }),
      flow(peers, { plan, distribution }) {
        checkGates(gates, peers);
        const loss = softened(varied.at(plan).temperature);
        const gateOf = (from: number, to: number): Gate =>
          gates?.[from]?.[to] ?? (from === to ? labels : between);
        const edges = peers.flatMap((to, i) =>
          !to.learns
            ? []
            : peers.flatMap((from, j) =>
                gated(
                  gateOf(j, i),
                  i === j ? 'labels' : from,
                  to,
                  i === j ? ce() : loss,
                  plan['progress'] as Scalar,
                  distribution,
                ),
              ),
        );
        return { edges };
      },
    };
  },
});

function gated(
  gate: Gate,
  from: Peer | 'labels',
  to: Peer,
  loss: Loss,
  progress: Scalar,
  distribution: Distribution,
): readonly Edge[] {
  const edge = { from: from === 'labels' ? from : from.id, to: to.id, loss };
  if (gate === 'cutoff') return [];
  if (gate === 'linear')
    return [{ ...edge, weight: progress, because: 'as far as training has come' }];
  if (gate === 'correct' && from !== 'labels')
    return [
      {
        ...edge,
        weight: distribution.right!(from.logits, from.targets),
        because: `where ${from.id} is right`,
      },
    ];
  return [edge];
}

function checkGates(gates: readonly (readonly Gate[])[] | undefined, peers: readonly Peer[]): void {
  if (!gates) return;
  const square = gates.length === peers.length && gates.every((row) => row.length === peers.length);
  if (!square)
    throw wrongGates(
      gates.map((row) => row.length),
      peers.map(({ id }) => id),
    );
}
