import type { ImageBatch, ViewId } from '@codistill/core';
import type { EvaluationPart } from '@codistill/core/engine';

/** An error that is passed between threads. */
export interface ThreadError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Whether it is an InputError. */
  readonly input: boolean;
}

/** What a worker makes. */
export type Made = ImageBatch | Readonly<Record<ViewId, ImageBatch>>;

/** A request: the views of a step, or a batch of an evaluation. */
export type ToWorker = { readonly id: number } & (
  | { readonly step: number }
  | { readonly part: EvaluationPart }
);

/** Pixels of an earlier answer that are no longer needed, for the worker to fill again. */
export interface UsedPixels {
  readonly used: readonly Float32Array<ArrayBuffer>[];
}

/** What a worker made, with those of its pixels that it would fill again. */
export interface Answer {
  readonly made: Made;
  readonly refillable: readonly Float32Array<ArrayBuffer>[];
}

/** Messages of a worker: that it is ready or why it is not; what was asked for or why it failed. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly ready: false; readonly error: ThreadError }
  | ({ readonly id: number } & Answer)
  | { readonly id: number; readonly error: ThreadError };
