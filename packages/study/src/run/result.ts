import type { NetworkId } from '@codistill/core';
import { numbersIn } from '@codistill/report';

export const resultFormat = 'codistill-result/1';

/** What a run came to. It holds no time, so that two equal runs have equal files. */
export type RunResult = FinishedRun | DivergedRun;

/** Which run a result is of. */
export interface RunIdentity {
  readonly format: typeof resultFormat;
  readonly method: string;
  readonly seed: number;
}

export interface FinishedRun extends RunIdentity {
  readonly status: 'finished';
  readonly steps: number;
  /** Of which the last is open where an observer ended the run within it. */
  readonly epochs: number;
  readonly classes: number;
  /**
   * Examples of the splits that were measured: of how many an accuracy is a count. Older versions do
   * not say.
   */
  readonly examples?: Readonly<Record<string, number>>;
  /** Of the networks that learn, the peer that is the network's answer. */
  readonly deployed: Readonly<Record<NetworkId, string>>;
  readonly parameters: Readonly<Record<NetworkId, number>>;
  /** Passes of each network over a batch, in training. */
  readonly passes: {
    readonly forward: Readonly<Record<NetworkId, number>>;
    readonly backward: Readonly<Record<NetworkId, number>>;
  };
  /** After the last epoch, by metric. */
  readonly last: Readonly<Record<string, number>>;
  /**
   * After the epoch that the validation split chose, of those after which the test split was
   * evaluated: the first with the highest mean accuracy over the networks, counted from 0. Absent
   * where fewer than two epochs could be chosen.
   */
  readonly selected?: {
    readonly epoch: number;
    readonly metrics: Readonly<Record<string, number>>;
  };
}

/**
 * A run that stopped because its loss, its weights or its answers were no longer finite numbers. It
 * would stop there again, so it is not tried again.
 */
export interface DivergedRun extends RunIdentity {
  readonly status: 'diverged';
  /** The last step that was taken, from 0. */
  readonly step: number;
  /** Where it was seen first. */
  readonly where: 'loss' | 'weights' | 'validation' | 'test';
  /** What is not finite: metrics of a step, tensors, or peers. */
  readonly metrics: readonly string[];
  readonly message: string;
}

/** The result that a file holds. */
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
