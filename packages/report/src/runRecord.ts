import { ofPeer } from '@codistill/core';
import type { RunHistory } from './history/runHistory.ts';

/** What is known of a run: what a report is made from. */
export interface RunRecord {
  readonly method: string;
  readonly seed: number;
  readonly status: 'finished' | 'diverged' | 'failed' | 'missing';
  /** Why it diverged or failed. */
  readonly message?: string;
  /** Of a run that diverged: its last step, and what was not finite then. */
  readonly diverged?: { readonly step: number; readonly metrics: readonly string[] };
  /** The method whose run it is: another one where their experiments are equal. */
  readonly trainedAs?: string;
  /** Its value of the main metric, where the report is given its metric. */
  readonly value?: number;
  /** After the last epoch, by metric, such as 'test/accuracy/a'. */
  readonly last?: Readonly<Record<string, number>>;
  /** The same after the epoch that the validation split chose, counted from 0. */
  readonly selected?: {
    readonly epoch: number;
    readonly metrics: Readonly<Record<string, number>>;
  };
  /** What its log says of every epoch and of its steps. */
  readonly history?: RunHistory;
  /** Steps of training that were done. */
  readonly steps?: number;
  readonly epochs?: number;
  /** Of how many examples its accuracies are counts, by split; older versions do not say. */
  readonly examples?: Readonly<Record<string, number>>;
  /** The peers that are a network's answer, by network; of those that learn. */
  readonly deployed?: Readonly<Record<string, string>>;
  /** Parameters of each network. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Seconds of training; undefined where unknown. */
  readonly seconds?: number;
  /** Largest resident size, in MB. */
  readonly megabytes?: number;
  /** Passes of its networks over a batch, in training. */
  readonly forwardPasses?: number;
  readonly backwardPasses?: number;
  /** What the runs took whose networks this one starts from, at the same seed. */
  readonly before?: {
    readonly forwardPasses: number;
    readonly backwardPasses: number;
    readonly seconds?: number;
  };
}

/** A metric, such as 'test/accuracy', of each of a run's networks that has it. */
export const networkValues = (
  { deployed = {} }: RunRecord,
  metrics: Readonly<Record<string, number>> | undefined,
  name: string,
): number[] => Object.values(deployed).flatMap((peer) => metrics?.[ofPeer(name, peer)] ?? []);
