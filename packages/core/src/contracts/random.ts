// Random numbers, on the host and on the engine.
import type { Tensor } from '@tensorflow/tfjs-core';

/** Numbers as a function of (seed, name, step): nothing to save. */
export interface Rng {
  uniform(): number;
  normal(): number;
  integer(end: number): number;
  permutation(length: number): Int32Array;
}

/**
 * Numbers from the stream named by scope and `name`: made on the host and fed, so that every engine
 * sees the same.
 */
export interface DeviceRandom {
  uniform(name: string, shape: readonly number[]): Tensor;
  normal(name: string, shape: readonly number[]): Tensor;
}
