// Everything that a step reads and writes, and how optimizers update it.
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { NetworkId } from './ids.ts';
import type { Named } from './network.ts';

export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface NetworkState<T> {
  readonly params: Named<T>;
  readonly stats: Named<T>;
  readonly slots: Named<T>;
}

/**
 * Everything that a step reads and writes. On the host and in files it is TrainState<HostTensor>.
 * Engine tensors never leave a program.
 */
export interface TrainState<T> {
  readonly networks: Readonly<Record<NetworkId, NetworkState<T>>>;
  readonly strategy: NetworkState<T>;
  readonly memory: Named<T>;
}

export interface Optimizer {
  init(params: Named<Tensor>): Named<Tensor>;
  /** A pure function. Slots are identified by parameter name, never by position. */
  update(
    grads: Named<Tensor>,
    slots: Named<Tensor>,
    params: Named<Tensor>,
    learningRate: Scalar,
  ): { readonly params: Named<Tensor>; readonly slots: Named<Tensor> };
}
