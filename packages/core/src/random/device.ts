import * as tf from '@tensorflow/tfjs-core';
import type { DeviceRandom } from '../contracts/random.ts';
import { stream } from './stream.ts';

/**
 * The numbers of the random stream `<scope>/<name>` at `step`, of the given shape. A program feeds
 * them when a network asks for random numbers.
 */
export function randomValues(
  seed: number,
  name: string,
  step: number,
  kind: 'uniform' | 'normal',
  shape: readonly number[],
): Float32Array {
  const rng = stream(seed, `device/${name}`, step);
  const out = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < out.length; i++) out[i] = rng[kind]();
  return out;
}

/** Randomness for eager engines. The host draws the tensors when the network asks for them. */
export function eagerRandom(seed: number, step: number): (scope: string) => DeviceRandom {
  return (scope) => {
    const draw = (kind: 'uniform' | 'normal') => (name: string, shape: readonly number[]) =>
      tf.tensor(randomValues(seed, `${scope}/${name}`, step, kind, shape), [...shape]);
    return { uniform: draw('uniform'), normal: draw('normal') };
  };
}
