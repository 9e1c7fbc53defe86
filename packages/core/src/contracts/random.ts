// Random numbers on the host and on the engine.
import type { Tensor } from '@tensorflow/tfjs-core';

/** Random numbers as a function of (seed, name, step), so there is no state to save. */
export interface Rng {
  /** A number in [0, 1). */
  uniform(): number;
  /** A number with mean 0 and standard deviation 1. */
  normal(): number;
  /** An integer from 0 to end - 1. */
  integer(end: number): number;
  /** [length], the integers 0 to length - 1 in random order. */
  permutation(length: number): Int32Array;
}

/**
 * Random numbers from the stream named by the scope and `name`. With `randomness: 'fed'`, the host
 * draws and feeds them, so every engine gets the same numbers.
 */
export interface DeviceRandom {
  /** Numbers in [0, 1), of the given shape. */
  uniform(name: string, shape: readonly number[]): Tensor;
  /** Numbers with mean 0 and standard deviation 1, of the given shape. */
  normal(name: string, shape: readonly number[]): Tensor;
}
