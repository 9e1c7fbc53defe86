// Data on the host. Typed arrays have the same bits on every engine.
import type { NetworkId, ViewId } from './ids.ts';
import type { BeforeEpochEnds } from './moment.ts';
import type { Rng } from './random.ts';

export interface ImageBatch {
  readonly shape: readonly [batch: number, height: number, width: number, channels: number];
  /** Row-major, of shape `shape`. In [0, 1] before normalization, (x - mean) / std after it. */
  readonly pixels: Float32Array;
  /** [batch, classes]; rows sum to 1. One-hot unless a perturbation mixed them. */
  readonly labels: Float32Array;
  /**
   * [batch], positions among the examples used for training (after the validation split and
   * `examples` are applied), from 0 to StrategySetting.examples - 1.
   */
  readonly indices: Int32Array;
}

export interface Dataset {
  readonly classes: number;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** [channels], the mean and `std` of pixels in [0, 1]. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** 'train', 'test' and further splits of the task, such as 'query' and 'gallery'. */
  readonly splits: readonly string[];
  open(split: string, files: Files): Promise<Examples>;
}

/** Examples with random access, so that a run can resume within an epoch. */
export interface Examples {
  readonly size: number;
  /**
   * [size], the class of each example. Stratified splits, pairs of one class and identity batches
   * need them without reading pixels.
   */
  readonly labels: Int32Array;
  /** Further integer attributes of each example, [size] each, such as the camera. */
  readonly attributes?: Readonly<Record<string, Int32Array>>;
  /** Pixels from 0 to 255, [indices, height, width, channels] in row-major order. */
  read(indices: Int32Array): Promise<Uint8Array>;
}

/**
 * Which examples an epoch visits, and in which order: for example shuffled, pairs of one class, or
 * P identities times K images.
 */
export interface Order {
  /** Positions in the training split. Their number is a multiple of `batchSize`. */
  epoch(labels: Int32Array, batchSize: number, rng: Rng): Int32Array;
}

/**
 * A pure function from a batch to a new batch. It serves as ordinary augmentation and as the
 * mutation of competitive distillation.
 */
export interface Perturbation {
  readonly space: 'pixels' | 'normalized';
  apply(batch: ImageBatch, rng: Rng): ImageBatch;
}

/**
 * Decides when a perturbation happens, and to which network. It sees no results, so the views can
 * be made ahead of the step.
 */
export interface PerturbationSchedule {
  plan(
    moment: BeforeEpochEnds,
    rng: Rng,
    networks: readonly NetworkId[],
    pool: readonly string[],
  ): readonly { readonly network: NetworkId; readonly perturbation: string }[];
}

/**
 * Makes the views of a step, in line or ahead of time in worker threads. Both give the same bits.
 */
export interface Loader {
  views(step: number): Promise<Readonly<Record<ViewId, ImageBatch>>>;
  close(): Promise<void>;
}

export interface Files {
  /** The folder's path, for messages. Absent if the files are not in a folder that a user knows. */
  readonly root?: string;
  read(path: string): Promise<Uint8Array>;
  /** Writes a file atomically: to a temporary name, which is synced and then renamed. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  append(path: string, text: string): Promise<void>;
  /**
   * Cuts a file to its first `size` bytes. Shorter or missing files stay as they are. Without this
   * method, observers read and rewrite the file.
   */
  truncate?(path: string, size: number): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
}
