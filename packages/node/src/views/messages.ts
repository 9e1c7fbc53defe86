import type { ImageBatch, ViewId } from '@codistill/core';

/** An error on its way between threads. */
export interface ThreadError {
  readonly message: string;
  readonly stack: string | undefined;
  /** It is the user's, an InputError. */
  readonly input: boolean;
}

/** What a worker says: it can begin, or why not; the views of a step, or why there are none. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly ready: false; readonly error: ThreadError }
  | { readonly step: number; readonly views: Readonly<Record<ViewId, ImageBatch>> }
  | { readonly step: number; readonly error: ThreadError };
