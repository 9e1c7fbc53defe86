// What a task measures.

/** A number that a task measures on a split. */
export interface Metric {
  /** Its name in the history, such as the 'accuracy' of 'validation/accuracy/a'. */
  readonly name: string;
  /** What it is called in sentences and on axes: 'accuracy', 'root mean square error'. */
  readonly words: string;
  /** '%' for a share from 0 to 1, which is shown in percent; else the unit, or '' for none. */
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /**
   * Whether a value is a number of successes divided by the number of examples, so that exact
   * statistics of counts apply.
   */
  readonly counted: boolean;
}
