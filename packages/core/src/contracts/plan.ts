// What the host decides for one step.
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import type { NetworkId } from './ids.ts';

/**
 * What the host decides for one step. Numbers and arrays are data that are fed to the program.
 * Strings and booleans are structure: they are part of the program's key.
 */
export type Plan = Readonly<Record<string, number | string | boolean | Float32Array | Int32Array>>;

/**
 * The type that the step receives for a value of a plan. A number becomes a scalar and an array
 * becomes a 1-D tensor. Strings and booleans become part of the graph.
 */
export type Lift<V> = V extends number
  ? Scalar
  : V extends Float32Array | Int32Array
    ? Tensor1D
    : V;

/** A plan as the step receives it. */
export type Lifted<P extends Plan> = { readonly [K in keyof P]: Lift<P[K]> };

/** Everything that the host decides for one step. */
export interface StepPlan {
  readonly seed: number;
  readonly step: number;
  /**
   * By network. 'strategy', a reserved id, is the learning rate of the strategy's own parameters.
   */
  readonly learningRate: Readonly<Record<NetworkId | 'strategy', number>>;
  /** What the strategy's `plan` returned. */
  readonly strategy: Plan;
  /**
   * How far a following network moves towards its source in this step: 1 - decay for a moving
   * average; 1 or 0 for a copy every k steps.
   */
  readonly follow: Readonly<Record<NetworkId, number>>;
}

/**
 * The plan as the step receives it. The runtime feeds numbers and arrays as tensors; strings and
 * booleans stay.
 */
export interface LiftedStepPlan {
  readonly learningRate: Readonly<Record<NetworkId | 'strategy', Scalar>>;
  readonly strategy: Lifted<Plan>;
  readonly follow: Readonly<Record<NetworkId, Scalar>>;
}
