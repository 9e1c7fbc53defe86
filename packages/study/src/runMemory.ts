/**
 * What a run holds in memory at least, in bytes. What an engine needs for itself and the slots of
 * optimizers are not counted.
 */
export interface RunMemory {
  /** Pixels of the dataset that lie in memory. Images in files are read when they are needed. */
  readonly data: number;
  /** The views of a step, and those that threads make ahead of it. */
  readonly views: number;
  /** The weights of networks, and their gradients. */
  readonly weights: number;
  /** What gradients need of a batch: the outputs of convolutions and matrix products. */
  readonly activations: number;
}

/** All of a run's memory, in bytes. */
export const totalOf = ({ data, views, weights, activations }: RunMemory): number =>
  data + views + weights + activations;

/** An amount of memory for people, in powers of 1024: '12 MB' or '1.5 GB'. */
export const memorySize = (bytes: number): string =>
  bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)} MB` : `${(bytes / 2 ** 30).toFixed(1)} GB`;
