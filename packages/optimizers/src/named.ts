import type { Named } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A record with each value mapped. A value keeps its name unless `rename` changes it. */
export const mapped = <A, B>(
  values: Named<A>,
  map: (value: A) => B,
  rename: (name: string) => string = (name) => name,
): Record<string, B> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [rename(name), map(value)]));

/** Whether weight decay applies to a parameter. Scales and biases have one dimension. */
export const decays = (value: Tensor, weightDecay: number, decayNorms: boolean): boolean =>
  weightDecay > 0 && (decayNorms || value.rank > 1);
