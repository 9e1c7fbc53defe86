import type { LoaderRequest, Use } from '@codistill/core';
import { targetsAt } from '@codistill/core/engine';
import { sharpDecoder } from '../sharpDecoder.ts';
import { type SharedSplit, sharedSplits, sharePixels } from './share.ts';

/** Where a worker gets its examples from. */
export type ExampleSource =
  /** Pixels in shared memory. */
  | { readonly kind: 'shared'; readonly splits: Readonly<Record<string, SharedSplit>> }
  /** The dataset, opened again from its index. */
  | {
      readonly kind: 'index';
      readonly dataset: Use;
      /** The data folder. */
      readonly root: string;
      readonly index: unknown;
    };

/** The examples of a job. */
export interface JobExamples {
  readonly source: ExampleSource;
  /** Positions in the split 'train' of the source. */
  readonly train: Int32Array;
  /** Whether the source has all splits, so that threads can evaluate. */
  readonly evaluates: boolean;
}

/** Whether the workers open the dataset again. */
export const reopens = ({ resolved: { data } }: LoaderRequest): boolean =>
  data.index !== undefined && sharedSplits(data) === undefined;

/**
 * The examples for the workers, or the reason why they can have none. Pixels that lie in shared
 * memory are used as they are. Otherwise a dataset with an index is opened again by each worker;
 * and the training images of any other dataset are copied, if they are as stored and fit.
 */
export async function examplesFor(
  request: LoaderRequest,
  shareBytes: number,
): Promise<JobExamples | { readonly because: string }> {
  const { resolved, files, decoder } = request;
  const { data, recipe, split, experiment } = resolved;
  const splits = sharedSplits(data);
  if (splits) return { source: { kind: 'shared', splits }, train: split.train, evaluates: true };
  if (reopens(request)) {
    if (files.root === undefined)
      return { because: 'the data is not in a folder that a thread could open' };
    const own = sharpDecoder().name;
    if (decoder.name !== own)
      return { because: `threads decode images with ${own}, not with ${decoder.name}` };
    const source = { dataset: experiment.dataset, root: files.root, index: data.index };
    return { source: { kind: 'index', ...source }, train: split.train, evaluates: true };
  }
  if (recipe.framing)
    return { because: 'the dataset has no index from which a thread could open it' };
  const bytes = recipe.imageShape.reduce((a, b) => a * b, split.train.length);
  if (bytes > shareBytes)
    return { because: `the training pixels take more than ${shareBytes} bytes` };
  const train = {
    targets: targetsAt(resolved.train.targets, split.train),
    pixels: await sharePixels(resolved.train, split.train, recipe.imageShape),
  };
  const everyone = Int32Array.from({ length: split.train.length }, (_, i) => i);
  return { source: { kind: 'shared', splits: { train } }, train: everyone, evaluates: false };
}
