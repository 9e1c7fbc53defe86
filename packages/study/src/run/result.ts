import type { Metric, NetworkId } from '@codistill/core';
import { numbersIn } from '@codistill/report';

export const resultFormat = 'codistill-result/1';

/** The result of a run. It contains no times, so equal runs have equal files. */
export type RunResult = FinishedRun | DivergedRun;

/** Identifies the run that a result belongs to. */
export interface RunIdentity {
  readonly format: typeof resultFormat;
  readonly method: string;
  readonly seed: number;
}

export interface FinishedRun extends RunIdentity {
  readonly status: 'finished';
  /** What the task measures, the main metric first. Absent if the experiment names no task. */
  readonly metrics?: readonly [main: Metric, ...others: Metric[]];
  readonly steps: number;
  /** The number of epochs. The last one is incomplete if an observer ended the run within it. */
  readonly epochs: number;
  readonly classes?: number;
  /**
   * The number of examples of each measured split, over which an accuracy is a count. Older
   * versions lack it.
   */
  readonly examples?: Readonly<Record<string, number>>;
  /** The peer that is a network's prediction, by network, for the networks that learn. */
  readonly deployed: Readonly<Record<NetworkId, string>>;
  readonly parameters: Readonly<Record<NetworkId, number>>;
  /** Passes of each network over a batch, in training. */
  readonly passes: {
    readonly forward: Readonly<Record<NetworkId, number>>;
    readonly backward: Readonly<Record<NetworkId, number>>;
  };
  /** Metrics after the last epoch. */
  readonly last: Readonly<Record<string, number>>;
  /**
   * Metrics after the epoch that was selected on the validation split, counted from 0. Of the
   * epochs after which the test split was evaluated, it is the first with the best value of the
   * main metric on the validation split, averaged over the networks. Absent if there were fewer
   * than two such epochs.
   */
  readonly selected?: {
    readonly epoch: number;
    readonly metrics: Readonly<Record<string, number>>;
  };
}

/**
 * A run that stopped because its loss, weights or predictions were no longer finite. It would stop
 * there again, so it is not repeated.
 */
export interface DivergedRun extends RunIdentity {
  readonly status: 'diverged';
  /** The last step that was taken, counted from 0. */
  readonly step: number;
  /** Where a value that is not finite was seen first. */
  readonly where: 'loss' | 'weights' | 'validation' | 'test';
  /** What was not finite: metrics of a step, tensors, or peers. */
  readonly metrics: readonly string[];
  readonly message: string;
}

/** The result in the text of a file. */
export function parseResult(text: string): RunResult {
  const result = JSON.parse(text) as RunResult;
  if (result.status !== 'finished') return result;
  const { selected } = result;
  return {
    ...result,
    last: numbersIn(result.last),
    ...(selected && { selected: { ...selected, metrics: numbersIn(selected.metrics) } }),
  };
}
