// Data on the host. Typed arrays have the same bits on every engine.
import type { NetworkId } from './ids.ts';
import type { BeforeEpochEnds } from './moment.ts';
import type { Rng } from './random.ts';

/** A batch of examples on the host. */
export interface ImageBatch {
  readonly shape: readonly [batch: number, height: number, width: number, channels: number];
  /** Row-major, of shape `shape`. In [0, 1] before normalization, (x - mean) / std after it. */
  readonly pixels: Float32Array;
  /**
   * [batch, outputs], the encoded targets of the task. For classes, rows sum to 1: one-hot unless a
   * perturbation mixed them.
   */
  readonly targets: Float32Array;
  /**
   * [batch], positions among the examples used for training (after the validation split and
   * `examples` are applied), from 0 to StrategySetting.examples - 1.
   */
  readonly indices: Int32Array;
}

/** The height and width of an image in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** What is known of a dataset once it is open. */
export interface DatasetFacts {
  /** The number of classes, at least 2. Only if targets are classes. */
  readonly classes?: number;
  /** What the classes, bits or numbers of the targets are called, in their order. */
  readonly names?: readonly string[];
  /** 1 for grey images, 3 for colour. */
  readonly channels: number;
  /** The size of all images, or 'varies' if they have several. */
  readonly size: ImageSize | 'varies';
  /** [channels], the mean of pixels in [0, 1]. */
  readonly mean: readonly number[];
  /** [channels], the standard deviation of pixels in [0, 1]; greater than 0, at most 1. */
  readonly std: readonly number[];
}

/** A box in whole pixels of an image as it is seen, after its orientation was applied. */
export type Box = readonly [top: number, left: number, height: number, width: number];

/**
 * Decodes image files. The program provides it, so that datasets need no library. Equal bytes give
 * equal pixels, whatever the thread.
 */
export interface Decoder {
  /** The library with its version, such as 'sharp 0.35.5'. Part of a run's fingerprint. */
  readonly name: string;
  /** The size of an image as it is seen. @throws InputError if the bytes are no image. */
  shape(bytes: Uint8Array): Promise<ImageSize>;
  /**
   * [height, width, channels], the pixels in a box, resized to `size`. With `exact`, the image is
   * decoded at its full size and then resized. Without, a decoder may make images smaller while it
   * decodes them, if the box stays as large as `size`; that is faster.
   * @throws InputError if the bytes are no image.
   */
  pixels(
    bytes: Uint8Array,
    box: Box,
    size: ImageSize,
    channels: number,
    exact?: boolean,
  ): Promise<Uint8Array>;
}

/** What a dataset is given besides the files of the data folder. */
export interface Opening {
  readonly decoder: Decoder;
  /** A folder for what takes long to find out, such as the list of a folder's files. */
  readonly cache?: Files;
  /**
   * Hears of each file or entry that cannot be used, such as `a/1.jpg` with `has no bytes`. Where it
   * is given, the dataset leaves them out and opens with the rest; of examples that it keeps, those
   * that cannot be used fail when they are read. Absent: the dataset throws.
   */
  readonly problem?: (path: string, reason: string) => void;
  /**
   * The `index` of the same dataset, opened in another thread: nothing is listed again, and the
   * examples are the same.
   */
  readonly index?: unknown;
  /** Receives a sentence for the user, such as how many files were left out. */
  readonly notice?: (sentence: string) => void;
}

/** A dataset, before its files are opened. */
export interface Dataset {
  /**
   * Opens all splits. `files` is the data folder.
   * @throws InputError if files are missing or wrong.
   */
  open(files: Files, given: Opening): Promise<OpenDataset>;
}

/** A dataset, opened. */
export interface OpenDataset {
  readonly facts: DatasetFacts;
  /** 'train', 'test' and further splits of the task, such as 'query' and 'gallery'. */
  readonly splits: Readonly<Record<string, Examples>>;
  /**
   * A digest of the content, as far as it is known without decoding; studies and checkpoints keep
   * it. Absent: the program digests targets and pixels, of large splits only some.
   */
  readonly fingerprint?: string;
  /**
   * What another thread needs to open the same examples. It can be cloned; large parts are views of
   * SharedArrayBuffers. Not needed if all pixels are in memory. Absent: views are made in line.
   */
  readonly index?: unknown;
  /** Closes files. */
  close?(): Promise<void>;
}

/** The labels of the examples of a split, as the dataset knows them. A task encodes them. */
export type Targets =
  | {
      readonly kind: 'class';
      /** [size], the class of each example, an integer from 0 to classes - 1. */
      readonly values: Int32Array;
    }
  | {
      readonly kind: 'bits';
      /** [size, width] in row-major order, 0 or 1: which of `width` properties each example has. */
      readonly values: Uint8Array;
      readonly width: number;
    }
  | {
      readonly kind: 'numbers';
      /** [size, width] in row-major order, in the user's units. */
      readonly values: Float32Array;
      readonly width: number;
    };

/** Examples with random access, so that a run can resume within an epoch. */
export interface Examples {
  /** The number of examples. */
  readonly size: number;
  /**
   * What each example is labelled with. Stratified splits, pairs of one class and identity batches
   * need the labels without reading pixels.
   */
  readonly targets: Targets;
  /** Further integer attributes of each example, [size] each, such as the camera. */
  readonly attributes?: Readonly<Record<string, Int32Array>>;
  /** What people call an example, such as its path. Absent: it has its number alone. */
  name?(index: number): string;
  /**
   * [size, height, width, channels], all pixels, if they are in memory and the images have one
   * size. Threads share them; if they lie in a SharedArrayBuffer, without a copy.
   */
  readonly pixels?: Uint8Array;
  /**
   * [indices, 2], height and width of images as they are seen. Absent: all have the size that the
   * dataset's facts state.
   */
  shapes?(indices: Int32Array): Promise<Int32Array>;
  /**
   * Pixels from 0 to 255, [indices, height, width, channels] in row-major order, in memory of the
   * caller's own. `boxes`, [indices, 4], are top, left, height and width of the box of each image
   * that is resized to `size`; absent: the whole image. Without `boxes` and with the size that the
   * facts state, images are as stored.
   */
  read(indices: Int32Array, size: ImageSize, boxes?: Int32Array): Promise<Uint8Array>;
}

/**
 * Chooses the part of an image that networks see: for example the whole image, its center, or a
 * random crop.
 */
export interface Framing {
  /**
   * The box of one example. It must not depend on the size that networks ask for, so that networks
   * of different sizes see the same part. `rng` is a stream of this example alone.
   * @throws InputError if no box fits.
   */
  box(shape: ImageSize, rng: Rng): Box;
}

/**
 * Which examples an epoch visits, and in which order: for example shuffled, pairs of one class, or
 * P identities times K images.
 */
export interface Order {
  /** Whether it needs groups. The core rejects it for tasks without groups. Default false. */
  readonly grouped?: boolean;
  /**
   * Positions in the training split. Their number is a multiple of `batchSize`. `groups` are the
   * groups of the examples, [examples]: their classes if the task is classification, and all 0 if
   * the task has no groups.
   */
  epoch(groups: Int32Array, batchSize: number, rng: Rng): Int32Array;
}

/**
 * A pure function from a batch to a new batch. It serves as ordinary augmentation and as the
 * mutation of competitive distillation.
 */
export interface Perturbation {
  /** Whether `apply` receives pixels in [0, 1] or normalized pixels, (x - mean) / std. */
  readonly space: 'pixels' | 'normalized';
  /**
   * Returns a new batch of the same shape. All randomness comes from `rng`. The pixels of both
   * batches may be overwritten afterwards, so neither is kept.
   */
  apply(batch: ImageBatch, rng: Rng): ImageBatch;
}

/**
 * Decides when a perturbation happens, and to which network. It sees no results, so the views can
 * be made ahead of the step.
 */
export interface PerturbationSchedule {
  /**
   * The perturbations of a step. `networks` are those that learn; `pool` are the names of
   * perturbations.
   */
  plan(
    moment: BeforeEpochEnds,
    rng: Rng,
    networks: readonly NetworkId[],
    pool: readonly string[],
  ): readonly { readonly network: NetworkId; readonly perturbation: string }[];
}

/** Access to the files of one folder. Paths are relative to it. */
export interface Files {
  /** The folder's path, for messages. Absent if the files are not in a folder that a user knows. */
  readonly root?: string;
  /**
   * The bytes of a file; with `range` those from byte `from` up to, not including, byte `to`, or
   * fewer where the file ends before.
   * @throws if it does not exist.
   */
  read(path: string, range?: readonly [from: number, to: number]): Promise<Uint8Array>;
  /** The size of a file in bytes, or that a folder is there; undefined if nothing is. */
  stat(path: string): Promise<FileStat | undefined>;
  /**
   * The content of a folder, in a stream and in no particular order. An entry that is a link has
   * the kind of what it leads to, and the kind 'file' if it leads nowhere.
   * @throws if the folder does not exist.
   */
  entries(folder: string): AsyncIterable<Entry>;
  /** Writes a file atomically: to a temporary name, which is synced and then renamed. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Appends text or bytes to a file, and creates the file if it is missing. */
  append(path: string, content: string | Uint8Array): Promise<void>;
  /** What was appended to a file is on the disk when this returns. A missing file stays missing. */
  sync(path: string): Promise<void>;
  /** Cuts a file to its first `size` bytes. Shorter or missing files stay as they are. */
  truncate(path: string, size: number): Promise<void>;
  /**
   * Makes a folder. Returns whether it was not there before: of several callers, also on other
   * machines that share the disk, one alone gets true.
   */
  claim(folder: string): Promise<boolean>;
}

/** What is known of a file or a folder without reading it. */
export interface FileStat {
  /** In bytes. */
  readonly size: number;
  readonly kind: 'file' | 'folder';
  /**
   * When its content last changed, in milliseconds since 1970; that of a folder changes when an
   * entry comes, goes or is renamed. Absent where nothing keeps such times.
   */
  readonly modified?: number;
}

/** A file or folder in a folder. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** What `stat` would give, where listing the folder had to find it out, such as of links. */
  readonly stat?: FileStat;
  /** Whether it is a link. A walk that follows no link within a linked folder always ends. */
  readonly link: boolean;
}
