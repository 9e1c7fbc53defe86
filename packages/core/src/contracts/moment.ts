// What the host knows before a step.
import type { Metric } from './metric.ts';

/** The position in a run, without results. */
export interface BeforeEpochEnds {
  /** Counted from 0, over the whole run. */
  readonly step: number;
  /** Counted from 0. */
  readonly epoch: number;
  /** At least 1. */
  readonly stepsPerEpoch: number;
  /** The number of epochs of the whole run. */
  readonly epochs: number;
  /** step / (stepsPerEpoch * epochs): 0 at the first step, 1 after the last step. */
  readonly progress: number;
}

/** The position in a run, with the results of finished epochs. */
export interface Moment extends BeforeEpochEnds {
  /**
   * Metrics of finished epochs, by name, such as 'validation/accuracy/a'. The name without a peer,
   * 'validation/accuracy', is the mean over the deployed heads of the networks that learn.
   * Checkpoints contain the history. It is the only way for results to influence training. Before
   * the first step, plans are made once with all names that the run will have and empty lists of
   * values. Code that needs another name must throw.
   */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** The main metric of the task. Plans have it; reports do not. */
  readonly main?: Metric;
}

/** A number over time, such as a learning rate, a weight or a temperature. */
export type Schedule = (moment: Moment) => number;
