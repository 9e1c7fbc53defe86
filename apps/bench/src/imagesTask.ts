/** What is loaded, the same for every loader. */
export interface ImagesTask {
  readonly name: string;
  /** The folder with train/ and test/. */
  readonly folder: string;
  /** The folder in which our loader keeps what it finds out about images. */
  readonly cache: string;
  /** The side that networks see, in pixels. */
  readonly size: number;
  /** A random crop that is resized, or a crop after padding by 4; then each image may be mirrored. */
  readonly moves: 'resized-crop' | 'shift';
  readonly batch: number;
  /** Batches of an epoch before the timed ones. */
  readonly untimed: number;
  /** Timed batches of an epoch. */
  readonly timed: number;
}

/** The files of a task, and how it loads them. */
interface Described extends Omit<ImagesTask, 'name' | 'folder' | 'cache'> {
  readonly files: {
    readonly height: number;
    readonly width: number;
    readonly quality: number;
  };
}

/**
 * The tasks by name: files as large as ImageNet's, of which no box can be made smaller while it is
 * decoded; large ones, of which most boxes can; and files as small as those of CIFAR.
 */
export const imagesTasks = {
  photographs: {
    size: 224,
    moves: 'resized-crop',
    batch: 64,
    untimed: 4,
    timed: 8,
    files: { height: 375, width: 500, quality: 90 },
  },
  large: {
    size: 224,
    moves: 'resized-crop',
    batch: 32,
    untimed: 4,
    timed: 4,
    files: { height: 1200, width: 1600, quality: 90 },
  },
  small: {
    size: 32,
    moves: 'shift',
    batch: 128,
    untimed: 4,
    timed: 96,
    files: { height: 32, width: 32, quality: 95 },
  },
} as const satisfies Readonly<Record<string, Described>>;
