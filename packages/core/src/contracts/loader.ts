// What feeds a program: views of steps and batches of evaluations.
import type { ImageBatch } from './data.ts';
import type { ViewId } from './ids.ts';
import type { Pass } from './task.ts';

/** A batch of an evaluation. */
export interface EvaluationBatch {
  /** What its examples are in the pass, such as 'query'. */
  readonly role: string;
  /** [examples], positions in the dataset's split. */
  readonly positions: Int32Array;
  /** Normalized, of the batch size: the rows after the examples are to be ignored. */
  readonly images: ImageBatch;
}

/**
 * Makes the views of a step and the batches of evaluations, in line or ahead of time in worker
 * threads. Both give the same bits.
 */
export interface Loader {
  /**
   * The batch of every view at a step, counted from 0. Its pixels may be overwritten once the views
   * of another step are asked for.
   */
  views(step: number): Promise<Readonly<Record<ViewId, ImageBatch>>>;
  /**
   * The batches of an evaluation, in order. Views that were asked for come first. The pixels of a
   * batch may be overwritten once the next batch is asked for.
   */
  evaluate(pass: Pass): AsyncIterable<EvaluationBatch>;
  /** Frees memory and ends threads. */
  close(): Promise<void>;
}
