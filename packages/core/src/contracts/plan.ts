// What the host decides for one step.
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import type { NetworkId } from './ids.ts';

/**
 * Decided by the host for one step. Numbers and arrays are data, fed to the program; strings and
 * booleans are structure, part of the program's key.
 */
export type Plan = Readonly<Record<string, number | string | boolean | Float32Array | Int32Array>>;

/**
 * What the step is given for a value of a plan: a number becomes a scalar, a list a one-dimensional
 * tensor; the rest is part of the graph.
 */
export type Lift<V> = V extends number
  ? Scalar
  : V extends Float32Array | Int32Array
    ? Tensor1D
    : V;

export type Lifted<P extends Plan> = { readonly [K in keyof P]: Lift<P[K]> };

export interface StepPlan {
  readonly seed: number;
  readonly step: number;
  /** By network; 'strategy' (a reserved id) for the strategy's own parameters. */
  readonly learningRate: Readonly<Record<NetworkId | 'strategy', number>>;
  readonly strategy: Plan;
  /**
   * What a following network takes of its source in this step: 1 - decay, or 1 and 0 for a copy
   * every k steps.
   */
  readonly follow: Readonly<Record<NetworkId, number>>;
}

/**
 * The plan as the step sees it: the runtime feeds numbers and arrays as tensors; strings and
 * booleans stay.
 */
export interface LiftedStepPlan {
  readonly learningRate: Readonly<Record<NetworkId | 'strategy', Scalar>>;
  readonly strategy: Lifted<Plan>;
  readonly follow: Readonly<Record<NetworkId, Scalar>>;
}
