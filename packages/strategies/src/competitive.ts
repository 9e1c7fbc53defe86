import {
  cleanView,
  type DistributionName,
  defineStrategy,
  type Peer,
  parsePeer,
  peerName,
  type StrategySetting,
} from '@codistill/core';
import { z } from 'zod';
import { learning, learningOptions } from './competition/learning.ts';
import { meansOf, reason, teachersOf, teachersOptions, teaching } from './competition/teaching.ts';
import { entriesOf, ownPeers } from './peers.ts';
import { scaleFree } from './scaleFree.ts';

/**
 * Competitive distillation: in each batch, the network with the lowest cross-entropy teaches the
 * others.
 *
 *     C_i = mean_b CE(z_i, y_i),   best = {k : C_k = min C}
 *     T_i = best where C_i > min C, else empty
 *     L_i = C_i + mean_{k in T_i} [a T^2 KL(sg p_k^T || p_i^T) + b D_ik]
 *     D_ik = mean_elements (adapt(F_i) - sg F_k)^2
 *
 * z_i and y_i are [batch, K]; F_i are the features of network i; T > 0, a >= 0 and b >= 0. y_i are
 * the labels of network i's own view, mixed if the view is perturbed. With `teachers: 'better'`,
 * T_i = {j : C_j < C_i}. With `teachers: 'top'`, the k best teach all others. Networks that tie for
 * the best do not teach each other, and a worse network learns from their mean. Lessons add their
 * losses inside the brackets. A single network learns from the labels alone.
 *
 * Source: Shi, Diao, Chen and John, ICCV 2025, arXiv 2506.23285; for the variant `scd`,
 * self-competitive distillation (MDPI Algorithms 19, 2026). Differences from it:
 * `competitive.card.md`.
 */
export const competitive = defineStrategy({
  id: 'competitive',
  about:
    'The network with the lowest loss on the batch teaches the others (competitive distillation).',
  source: 'Shi et al. 2025, arXiv 2506.23285; github.com/XiaoleiDiao/Competitive-Distillation',
  options: z.object({
    ...teachersOptions,
    ...learningOptions,
    competeOn: z
      .enum(['own', 'clean'])
      .optional()
      .describe(
        'Networks compete by their loss on their own view, perturbed or not, or by their loss on the clean view, which takes one more forward pass. Default: own for classes and labels, and clean for numbers, because mixed numbers are closer to their mean, so that the perturbed network would win.',
      ),
    teachOn: z
      .enum(['own', 'clean'])
      .default('own')
      .describe(
        'A teacher teaches what it predicts on its own view, perturbed or not, or what it predicts on the clean view, which takes one more forward pass.',
      ),
  }),
  variants: {
    'competitive-repo': { teachers: 'better', features: 0 },
    scd: { features: 0 },
  },
  create({ teachers, k, competeOn, teachOn, ...options }) {
    const rule = teachersOf({ teachers, k });
    const taught = learning(options);
    const competesOn = (distribution: DistributionName) =>
      competeOn ?? (distribution === 'gaussian' ? 'clean' : 'own');
    const looksTwice = (distribution: DistributionName) =>
      competesOn(distribution) === 'clean' || teachOn === 'clean';
    return {
      ...taught.declared,
      ...scaleFree,
      plan: taught.plan,
      looks: (setting) =>
        looksTwice(setting.distribution) ? ownAndClean(setting) : ownAlone(setting),
      flow(peers, given) {
        const { name } = given.distribution;
        const own = ownPeers(peers);
        const clean = looksTwice(name)
          ? own.map((peer) => peers.find((other) => other.id === cleanId(peer))!)
          : own;
        const costs = meansOf(
          (competesOn(name) === 'clean' ? clean : own).map(({ score }) => score),
        );
        return taught.flow(
          own,
          teachOn === 'clean' ? clean : own,
          entriesOf(teaching(costs, rule)),
          given,
          reason(rule),
        );
      },
    };
  },
});

const cleanId = (peer: Peer) => peerName({ ...parsePeer(peer.id), view: cleanView });

const ownAlone = ({ networks }: StrategySetting) =>
  networks.map(({ id }) => ({ network: id, view: id }));

const ownAndClean = ({ networks }: StrategySetting) =>
  networks.flatMap(({ id }) => [
    { network: id, view: id },
    { network: id, view: cleanView },
  ]);
