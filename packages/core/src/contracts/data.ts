// Data on the host: typed arrays, the same bits on every engine.
import type { NetworkId, ViewId } from './ids.ts';
import type { BeforeEpochEnds } from './moment.ts';
import type { Rng } from './random.ts';

export interface ImageBatch {
  readonly shape: readonly [batch: number, height: number, width: number, channels: number];
  /** `shape`, row-major; in [0, 1] before normalization, (x - mean) / std after. */
  readonly pixels: Float32Array;
  /** [batch, classes], rows sum to 1; one-hot until mixed. */
  readonly labels: Float32Array;
  /**
   * [batch], positions among the examples trained on (after validation and `examples` are taken), 0
   * to StrategySetting.examples - 1.
   */
  readonly indices: Int32Array;
}

export interface Dataset {
  readonly classes: number;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** Per channel, of pixels in [0, 1]. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** 'train', 'test', and others where the task has them ('query', 'gallery'). */
  readonly splits: readonly string[];
  open(split: string, files: Files): Promise<Examples>;
}

/** Random access, so that a run resumes inside an epoch. */
export interface Examples {
  readonly size: number;
  /**
   * [size], class of each example, known without its pixels: for stratified splits, pairs and
   * identity batches.
   */
  readonly labels: Int32Array;
  /** Further facts by example, [size] each, such as a camera. */
  readonly attributes?: Readonly<Record<string, Int32Array>>;
  /** [indices, height, width, channels], 0 to 255. */
  read(indices: Int32Array): Promise<Uint8Array>;
}

/**
 * Which examples an epoch visits, in which order: shuffled; pairs of one class; P identities x K.
 */
export interface Order {
  /** Positions in the split; a multiple of `batchSize` long. */
  epoch(labels: Int32Array, batchSize: number, rng: Rng): Int32Array;
}

/**
 * Pure: returns a new batch. Serves as ordinary augmentation and as the mutation of competitive
 * distillation.
 */
export interface Perturbation {
  readonly space: 'pixels' | 'normalized';
  apply(batch: ImageBatch, rng: Rng): ImageBatch;
}

/** When, and to whom. Sees no results, so that views can be made ahead of the step. */
export interface PerturbationSchedule {
  plan(
    moment: BeforeEpochEnds,
    rng: Rng,
    networks: readonly NetworkId[],
    pool: readonly string[],
  ): readonly { readonly network: NetworkId; readonly perturbation: string }[];
}

/**
 * Makes the views of a step: in line, or ahead of time in worker threads. The same bits either way.
 */
export interface Loader {
  views(step: number): Promise<Readonly<Record<ViewId, ImageBatch>>>;
  close(): Promise<void>;
}

export interface Files {
  /** Where the folder is, for messages; absent where it is in no place that people know. */
  readonly root?: string;
  read(path: string): Promise<Uint8Array>;
  /** Whole or not at all: a temporary name, synced, renamed. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  append(path: string, text: string): Promise<void>;
  /** Cuts a file to its first `size` bytes; a shorter one, or none, stays. Without it files are read. */
  truncate?(path: string, size: number): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
}
