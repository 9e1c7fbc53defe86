// The names of metrics: 'score/a' and 'loss/kl/b->a' in a step, 'train/score/a' and
// 'validation/accuracy/a' in the history.
import type { NetworkId, PeerId } from '../contracts/ids.ts';

/** Where a metric of an epoch comes from: the training steps, or a split that is evaluated. */
export type MeasuredSplit = 'train' | 'validation' | 'test';
const splits: readonly MeasuredSplit[] = ['train', 'validation', 'test'];

/** The parts of a metric's name. */
export interface MetricName {
  /** Absent for metrics of a step. */
  readonly split?: MeasuredSplit;
  /** 'accuracy', 'loss', ... */
  readonly measure: string;
  /** The peer, the edge or the pair of networks. Absent for a mean or a sum over all of them. */
  readonly of?: string;
}

/** The name of a metric of one peer: 'accuracy/a'. */
export const ofPeer = (measure: string, peer: PeerId): string => `${measure}/${peer}`;

/** The name of a metric of one edge: 'loss/kl/a->b'. `edgeName` gives the edge's name. */
export const ofEdge = (measure: 'loss' | 'weight', edge: string): string => `${measure}/${edge}`;

/** The name of a metric of two networks: 'disagreement/a|b'. */
export const ofPair = (measure: string, a: NetworkId, b: NetworkId): string =>
  `${measure}/${a}|${b}`;

/** The name of a metric of a split: 'validation/accuracy/a'. */
export const ofSplit = (split: MeasuredSplit, metric: string): string => `${split}/${metric}`;

/** The parts of a metric's name. */
export function parseMetric(name: string): MetricName {
  const [first, ...others] = name.split('/');
  const split = others.length > 0 ? splits.find((one) => one === first) : undefined;
  const [measure = '', ...of] = split === undefined ? [first, ...others] : others;
  return {
    ...(split !== undefined && { split }),
    measure,
    ...(of.length > 0 && { of: of.join('/') }),
  };
}
