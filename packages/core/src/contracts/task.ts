// What networks are asked for.
import type { Scalar } from '@tensorflow/tfjs-core';
import type { DistributionName } from '../distribution/distribution.ts';
import type { DatasetFacts, Targets } from './data.ts';
import type { Experiment } from './experiment.ts';
import type { Edge, Peer } from './flow.ts';
import type { NetworkId, PeerId } from './ids.ts';
import type { Metric } from './metric.ts';
import type { Named } from './network.ts';

/** Plain JSON. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * What a task learns from the targets of the examples trained on, such as the mean and deviation of
 * numbers. Checkpoints contain it.
 */
export interface Fitted {
  /** The number of outputs of a network, the K of logits [batch, K]. */
  readonly outputs: number;
  /** The names of the outputs, [outputs], where the task knows them. */
  readonly names?: readonly string[];
  readonly facts: { readonly [key: string]: Json };
}

/** Positions in the training split, in ascending order. */
export interface TrainSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/** How to split the training examples. */
export interface SplitRequest {
  readonly validation: NonNullable<Experiment['validation']>;
  readonly examples?: Experiment['examples'];
  /** The seed of the run. It draws the examples if their seed is 'run'. */
  readonly seed: number;
}

/**
 * An evaluation that gives one set of metrics. It has one or several parts: the test of a
 * retrieval task has a query and a gallery.
 */
export interface Pass {
  readonly name: 'validation' | 'test';
  readonly parts: readonly PassPart[];
}

/** Examples that are evaluated in a pass. */
export interface PassPart {
  /** The dataset's split. */
  readonly split: string;
  /** Positions in the split; default all. */
  readonly positions?: Int32Array;
  /** What the part is in the pass, such as 'query'. */
  readonly role: string;
}

/** A batch of a pass, with what every head of every network gave. */
export interface Gathered {
  readonly role: string;
  /** [batch], positions in the dataset's split. */
  readonly positions: Int32Array;
  /** By peer: logits [batch, outputs], or embeddings if the task gathers them. Row-major. */
  readonly peers: Readonly<Record<PeerId, Float32Array>>;
}

/** Takes the batches of a pass one after another. */
export interface Evaluator {
  add(batch: Gathered): void;
  /**
   * The metrics by name: 'accuracy/a' of a peer, 'accuracy' without a peer for the mean over the
   * deployed heads, 'accuracy/ensemble'.
   */
  end(): Readonly<Record<string, number>>;
}

/** The head whose prediction is a network's answer, for each network that learns. */
export type Deployed = readonly { readonly network: NetworkId; readonly peer: PeerId }[];

/** What an evaluator is made for. */
export interface EvaluatorSetting {
  readonly pass: Pass;
  readonly fitted: Fitted;
  /** By role, for each part of the pass. */
  readonly targets: Readonly<Record<string, Targets>>;
  readonly attributes: Readonly<Record<string, Readonly<Record<string, Int32Array>>>>;
  readonly deployed: Deployed;
}

/**
 * What networks are asked for: what logits mean, how targets become rows that losses compare with,
 * and what is measured.
 */
export interface Task {
  readonly distribution: DistributionName;
  /** The kinds of targets that it takes. The core rejects datasets with others. */
  readonly takes: readonly Targets['kind'][];
  /**
   * Divides the training split. Default: stratified by `groups`, or at random without groups.
   */
  split?(
    targets: Targets,
    request: SplitRequest,
    attributes: Readonly<Record<string, Int32Array>>,
  ): TrainSplit;
  /**
   * The group of each example, [size], such as its class. Without groups, orders that pair examples
   * of one group are rejected.
   */
  groups?(targets: Targets): Int32Array;
  /** What the task learns from the examples at the positions `train` of the training split. */
  fit(targets: Targets, train: Int32Array, facts: Pick<DatasetFacts, 'classes' | 'names'>): Fitted;
  /** The rows of the examples at `positions`, [positions, outputs] in row-major order. */
  encode(targets: Targets, positions: Int32Array, fitted: Fitted): Float32Array;
  /**
   * What it measures. The first one is the main metric, by which runs are selected and compared.
   */
  readonly metrics: readonly [main: Metric, ...others: Metric[]];
  /**
   * The evaluations of a run. Default: 'validation' on the validation positions of 'train', and
   * 'test' on all examples of the split of that name.
   */
  passes?(splits: readonly string[], split: TrainSplit): readonly Pass[];
  /** What evaluation gathers from each head: its logits (default) or its embedding. */
  readonly gathers?: 'logits' | 'embedding';
  evaluator(setting: EvaluatorSetting): Evaluator;
  /**
   * Edges from the labels beside those of the strategy, such as a triplet loss. `peers` are those
   * that learn, on their own views. It runs on the engine, within a step.
   */
  edges?(peers: readonly Peer[]): readonly Edge[];
  /** What a step logs of a peer beside its score, by metric name. It runs on the engine. */
  measure?(peer: Peer, fitted: Fitted): Named<Scalar>;
}
