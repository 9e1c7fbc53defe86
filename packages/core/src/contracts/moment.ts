// What the host knows before a step.

export interface BeforeEpochEnds {
  readonly step: number;
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  /** The number of epochs of the whole run. */
  readonly epochs: number;
  /** step / (stepsPerEpoch * epochs): 0 at the first step, 1 after the last step. */
  readonly progress: number;
}

export interface Moment extends BeforeEpochEnds {
  /**
   * Metrics of finished epochs, by name: 'validation/accuracy/a'. The name without a peer,
   * 'validation/accuracy', is the mean over the deployed heads of the networks that learn.
   * Checkpoints contain the history. It is the only way for results to influence training. Before
   * the first step, plans are made once with all names that the run will have and empty lists of
   * values. Code that needs another name must throw.
   */
  readonly history: Readonly<Record<string, readonly number[]>>;
}

export type Schedule = (moment: Moment) => number;
