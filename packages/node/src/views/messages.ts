import type { ImageBatch, ViewId } from '@codistill/core';

/** An error that is passed between threads. */
export interface ThreadError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Whether it is an InputError. */
  readonly input: boolean;
}

/**
 * Messages of a worker: that it is ready or why it is not; the views of a step or why they failed.
 */
export type FromWorker =
  | { readonly ready: true }
  | { readonly ready: false; readonly error: ThreadError }
  | { readonly step: number; readonly views: Readonly<Record<ViewId, ImageBatch>> }
  | { readonly step: number; readonly error: ThreadError };
