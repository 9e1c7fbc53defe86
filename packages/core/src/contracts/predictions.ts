import type { PeerId } from './ids.ts';
import type { Pass } from './task.ts';

/**
 * What every peer predicts on the examples of an evaluation. `kind` says what a prediction is, by
 * the task's distribution.
 */
export type Predictions = ClassPredictions | MeanPredictions;

/** What all kinds have. */
interface Predicted {
  readonly split: Pass['name'];
  /**
   * What the examples are in the evaluation: that of the split's name, or a part, such as 'query'.
   */
  readonly role: string;
  /** [examples], the position of each example in the dataset's split. */
  readonly positions: Int32Array;
}

/** One class of K: the class with the highest probability, and that probability. */
export interface ClassPredictions extends Predicted {
  readonly kind: 'class';
  /** [examples], the class of each example; -1 for none. */
  readonly targets: Int32Array;
  readonly peers: Readonly<
    Record<
      PeerId,
      {
        /** [examples]; of equal probabilities the first class. */
        readonly answer: Int32Array;
        /** [examples], in [0, 1]. */
        readonly probability: Float32Array;
      }
    >
  >;
}

/** Bits: the probability that each one is set. Numbers: their means, in the units of `targets`. */
export interface MeanPredictions extends Predicted {
  readonly kind: 'bits' | 'numbers';
  readonly outputs: number;
  /** [examples, outputs], the rows that the task encodes. */
  readonly targets: Float32Array;
  readonly peers: Readonly<
    Record<
      PeerId,
      {
        /** [examples, outputs]. */
        readonly mean: Float32Array;
      }
    >
  >;
}
