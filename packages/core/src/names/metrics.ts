// What metrics are called: 'score/a' and 'loss/kl/b->a' in a step, 'train/score/a' and
// 'validation/accuracy/a' in the history.
import type { NetworkId, PeerId } from '../contracts/ids.ts';

/** What is measured over an epoch: its steps, or a split of the data that is evaluated. */
export type MeasuredSplit = 'train' | 'validation' | 'test';
const splits: readonly MeasuredSplit[] = ['train', 'validation', 'test'];

/** What the name of a metric says. */
export interface MetricName {
  /** Absent in the metrics of a step. */
  readonly split?: MeasuredSplit;
  /** 'accuracy', 'loss', ... */
  readonly measure: string;
  /** The peer, the edge or the pair of networks; absent for the mean or the sum over them. */
  readonly of?: string;
}

/** 'accuracy/a': a measure of a peer. */
export const ofPeer = (measure: string, peer: PeerId): string => `${measure}/${peer}`;

/** 'loss/kl/a->b': a measure of an edge, whose name `edgeName` gives. */
export const ofEdge = (measure: 'loss' | 'weight', edge: string): string => `${measure}/${edge}`;

/** 'disagreement/a|b': a measure of two networks. */
export const ofPair = (measure: string, a: NetworkId, b: NetworkId): string =>
  `${measure}/${a}|${b}`;

/** 'validation/accuracy/a': a metric of a split. */
export const ofSplit = (split: MeasuredSplit, metric: string): string => `${split}/${metric}`;

/** What a metric's name says. */
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
