// Random numbers on the host and on the engine.
import type { Tensor } from '@tensorflow/tfjs-core';

/** Random numbers as a function of (seed, name, step), so there is no state to save. */
export interface Rng {
  uniform(): number;
  normal(): number;
  integer(end: number): number;
  permutation(length: number): Int32Array;
}

/**
 * Random numbers from the stream named by the scope and `name`. The host draws them and feeds them,
 * so every engine gets the same numbers.
 */
export interface DeviceRandom {
  uniform(name: string, shape: readonly number[]): Tensor;
  normal(name: string, shape: readonly number[]): Tensor;
}
