import { ofPeer, type Metric as TaskMetric } from '@codistill/core';
import type { RunHistory } from './history/runHistory.ts';

/** The data of a run from which a report is made. */
export interface RunRecord {
  readonly method: string;
  readonly seed: number;
  readonly status: 'finished' | 'diverged' | 'failed' | 'missing';
  /** Why it diverged or failed. */
  readonly message?: string;
  /** For a run that diverged: its last step, and the metrics that were not finite there. */
  readonly diverged?: { readonly step: number; readonly metrics: readonly string[] };
  /** The method whose run it is. It is another method if their experiments are equal. */
  readonly trainedAs?: string;
  /** Its value of the main metric, if the report description has a metric. */
  readonly value?: number;
  /** The main metric of its task; default the accuracy, as of classification. */
  readonly metric?: TaskMetric;
  /** Metrics after the last epoch, by name, such as 'test/accuracy/a'. */
  readonly last?: Readonly<Record<string, number>>;
  /** The same after the epoch that was selected on the validation split, counted from 0. */
  readonly selected?: {
    readonly epoch: number;
    readonly metrics: Readonly<Record<string, number>>;
  };
  /** The epochs and steps in its log. */
  readonly history?: RunHistory;
  /** Number of training steps. */
  readonly steps?: number;
  readonly epochs?: number;
  /**
   * Number of examples of each split, over which an accuracy is a count. Older versions lack it.
   */
  readonly examples?: Readonly<Record<string, number>>;
  /** The peer whose prediction is a network's result, by network, for the networks that learn. */
  readonly deployed?: Readonly<Record<string, string>>;
  /** Number of parameters of each network. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Seconds of training; undefined where unknown. */
  readonly seconds?: number;
  /** Peak resident set size, in MB. */
  readonly megabytes?: number;
  /** Passes of its networks over a batch, in training. */
  readonly forwardPasses?: number;
  readonly backwardPasses?: number;
  /** The cost of the runs whose networks this one starts from, at the same seed. */
  readonly before?: {
    readonly forwardPasses: number;
    readonly backwardPasses: number;
    readonly seconds?: number;
  };
}

/** A metric, such as 'test/accuracy', of each network of a run that has it. */
export const networkValues = (
  { deployed = {} }: RunRecord,
  metrics: Readonly<Record<string, number>> | undefined,
  name: string,
): number[] => Object.values(deployed).flatMap((peer) => metrics?.[ofPeer(name, peer)] ?? []);
