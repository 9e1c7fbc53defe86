import type { Strategy } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { PeerSpec } from './peers.ts';

/** The memory of a strategy before its first step, for these peers and six examples. */
export function firstMemory(
  strategy: Strategy,
  peers: readonly PeerSpec[],
): Record<string, Tensor> {
  const networks = peers.map(({ id, learns = true }) => ({ id, heads: ['out'], learns }));
  const made =
    strategy.memory?.({
      distribution: 'categorical',
      outputs: 5,
      examples: 6,
      batchSize: 6,
      epochs: 10,
      networks,
    }) ?? {};
  return Object.fromEntries(
    Object.entries(made).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
  );
}
