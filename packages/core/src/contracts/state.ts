// Everything that a step reads and writes, and how optimizers update it.
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { NetworkId } from './ids.ts';
import type { Named } from './network.ts';

/** A tensor on the host, in row-major order. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A network's parameters, running statistics and optimizer slots, by name. */
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
  /** The state of the strategy's own parameters. */
  readonly strategy: NetworkState<T>;
  /** The tensors that the strategy carries from step to step. */
  readonly memory: Named<T>;
}

/** Updates parameters from gradients. */
export interface Optimizer {
  /** The initial slots of the given parameters. */
  init(params: Named<Tensor>): Named<Tensor>;
  /** A pure function. Slots are identified by parameter name, never by position. */
  update(
    grads: Named<Tensor>,
    slots: Named<Tensor>,
    params: Named<Tensor>,
    learningRate: Scalar,
  ): { readonly params: Named<Tensor>; readonly slots: Named<Tensor> };
}
