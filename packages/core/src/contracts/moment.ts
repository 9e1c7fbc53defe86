// What the host knows before a step.

export interface BeforeEpochEnds {
  readonly step: number;
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  /** Of the whole run. */
  readonly epochs: number;
  /** step / (stepsPerEpoch * epochs): 0 at the first step, 1 after the last. */
  readonly progress: number;
}

export interface Moment extends BeforeEpochEnds {
  /**
   * Metrics of finished epochs, by name: 'validation/accuracy/a'; 'validation/accuracy' is the mean
   * over the networks that learn, of the heads that are their answers, whatever these are called.
   * Saved. The only way from results back into training. Before the first step a plan is asked for
   * once with every name that the run will have, and no value yet: what needs another name throws.
   */
  readonly history: Readonly<Record<string, readonly number[]>>;
}

export type Schedule = (moment: Moment) => number;
