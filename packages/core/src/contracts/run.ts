// The host's side of training, the engine's side, and a run as data.
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageBatch, ViewId } from './data.ts';
import type { PeerId } from './flow.ts';
import type { DeviceRandom, Named } from './network.ts';

export type NetworkId = string;

/** Numbers as a function of (seed, name, step): nothing to save. */
export interface Rng {
  uniform(): number;
  normal(): number;
  integer(end: number): number;
  permutation(length: number): Int32Array;
}

export interface BeforeEpochEnds {
  readonly step: number;
  readonly epoch: number;
  readonly stepsPerEpoch: number;
  /** Of the whole run. */
  readonly epochs: number;
  /** step / (stepsPerEpoch * epochs): 0 at the first step, 1 after the last. */
  readonly progress: number;
}
export interface Moment extends BeforeEpochEnds {
  /**
   * Metrics of finished epochs, by name: 'validation/accuracy/a'; 'validation/accuracy' is the mean
   * over the networks that learn, of the heads that are their answers, whatever these are called.
   * Saved. The only way from results back into training. Before the first step a plan is asked for
   * once with every name that the run will have, and no value yet: what needs another name throws.
   */
  readonly history: Readonly<Record<string, readonly number[]>>;
}

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

export type Schedule = (moment: Moment) => number;
export interface Optimizer {
  init(params: Named<Tensor>): Named<Tensor>;
  /** Pure. Slots by parameter name, never by position. */
  update(
    grads: Named<Tensor>,
    slots: Named<Tensor>,
    params: Named<Tensor>,
    learningRate: Scalar,
  ): { readonly params: Named<Tensor>; readonly slots: Named<Tensor> };
}

// ---- the engine's side
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
 * All that a step reads and writes. On the host and in files TrainState<HostTensor>; engine tensors
 * never leave a program.
 */
export interface TrainState<T> {
  readonly networks: Readonly<Record<NetworkId, NetworkState<T>>>;
  readonly strategy: NetworkState<T>;
  readonly memory: Named<T>;
}
export interface View {
  readonly images: Tensor4D;
  readonly labels: Tensor2D;
  readonly indices: Tensor1D;
}
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
/** One small vector a step: losses, scores and weights by edge name. */
export interface StepMetrics {
  readonly names: readonly string[];
  readonly values: Float32Array;
}
/** [examples, classes] of every head. */
export type Evaluation = Readonly<Record<PeerId, Float32Array>>;

/** The step before an engine makes a program of it. */
export interface StepDefinition {
  readonly precision: 'float32' | 'mixed-bfloat16';
  readonly randomness: 'fed' | 'stateless';
  key(plan: StepPlan): string;
  step(
    state: TrainState<Tensor>,
    views: Readonly<Record<ViewId, View>>,
    plan: LiftedStepPlan,
    random: (stream: string) => DeviceRandom,
  ): { readonly state: TrainState<Tensor>; readonly metrics: Named<Scalar> };
  evaluate(state: TrainState<Tensor>, images: Tensor4D): Readonly<Record<PeerId, Tensor2D>>;
}
/** The step bound to an engine, and to the state, which lives there. */
export interface Program {
  load(state: TrainState<HostTensor>): Promise<void>;
  step(views: Readonly<Record<ViewId, ImageBatch>>, plan: StepPlan): Promise<StepMetrics>;
  /** Logits of the first `count` images; a batch is padded to the traced size. */
  evaluate(batch: ImageBatch, count: number): Promise<Evaluation>;
  read(): Promise<TrainState<HostTensor>>;
  dispose(): void;
}
export interface Runtime {
  readonly name: 'tensorflow' | 'wasm' | 'cpu' | 'webgpu';
  /** In words: 'TensorFlow 2.21, CPU, AVX512', 'GPU 0: ...'. */
  readonly device: string;
  program(definition: StepDefinition): Promise<Program>;
}

// ---- a run, as data
/**
 * A plugin by name, or by name with options. Typed names and options come from the registry's
 * `defineExperiment`.
 */
export type Use = string | { readonly use: string; readonly [option: string]: unknown };
/** A schedule by name, or by name with options; or a number, the same all the time. */
export type ScheduleUse = Use | number;
export type NetworkSpec = {
  readonly backbone: Use;
  readonly optimizer?: Use;
  /** Never below 0. */
  readonly learningRate?: ScheduleUse;
  readonly clipNorm?: number;
} & (
  | { readonly frozen?: false; readonly follows?: undefined; readonly weights?: string }
  /**
   * A file, or a network of another method at the same seed. That method runs first; if the study
   * does not list it, it is run but not compared.
   */
  | {
      readonly frozen: true;
      readonly follows?: undefined;
      readonly weights: string | { readonly method: Use; readonly network: NetworkId };
    }
  | {
      readonly frozen?: false;
      readonly follows: {
        readonly network: NetworkId /** Default false. */;
        readonly training?: boolean;
      } & ({ readonly decay: ScheduleUse /** From 0 to 1. */ } | { readonly everySteps: number });
    }
);
export interface Experiment {
  readonly dataset: Use;
  readonly networks: Readonly<Record<NetworkId, NetworkSpec>>;
  readonly strategy: Use;
  readonly augment?: readonly Use[];
  /** Default 'shared': one draw of the augmentation for all networks. 'own': each its own. */
  readonly views?: 'shared' | 'own';
  /** Default 'shared'. 'own': each network its own shard of the data. */
  readonly shards?: 'shared' | 'own';
  /**
   * Default all. Train on this many, drawn stratified after validation is carved; validation and
   * test stay whole. A number, or seed 'study': the same ones for all seeds of a study. Seed 'run':
   * each seed draws its own, the same for all methods of that seed.
   */
  readonly examples?: number | { readonly count: number; readonly seed: 'run' | 'study' };
  readonly order?: Use;
  readonly perturb?: { readonly when: Use; readonly pool: readonly Use[] };
  readonly optimizer: Use;
  /** Never below 0. */
  readonly learningRate: ScheduleUse;
  /** Default none. */
  readonly clipNorm?: number;
  /** Default 'simultaneous'. */
  readonly update?: 'simultaneous' | 'alternating';
  /**
   * Default { fraction: 0.1, seed: 0 }: carved from train, stratified, the same for all seeds of a
   * study.
   */
  readonly validation?: { readonly fraction: number; readonly seed: number };
  /**
   * When the test split is evaluated: after every epoch, after the last alone, or after every k and
   * the last. Default: k from the numbers of examples, so that it takes at most a fifth of the
   * forward passes of training. Validation is evaluated after every epoch.
   */
  readonly evaluate?: 'every-epoch' | 'last-epoch' | number;
  /** Default 'float32'. */
  readonly precision?: 'float32' | 'mixed-bfloat16';
  /** Default 'fed'. */
  readonly randomness?: 'fed' | 'stateless';
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
}
/**
 * One arm of a comparison: from the base experiment to its own. Data to data. A method sets the
 * strategy and what else defines it; `perturb` and `update` of the base belong to the base's own
 * strategy and are left out. All other fields that the base sets stay as they are.
 */
export interface Method {
  arm(base: Experiment): Experiment;
}

export interface Report {
  /**
   * 'step', after every step; 'epoch', after every epoch, and where an observer ends a run within
   * one; 'end', where it ends the run after an epoch whose report lacks the test split: the same
   * measures with those of test.
   */
  readonly kind: 'step' | 'epoch' | 'end';
  readonly moment: Moment;
  /** What the host decided for the step; of kind 'step' alone. */
  readonly plan?: StepPlan;
  /** Empty but for kind 'step'. */
  readonly perturbed: readonly { readonly network: NetworkId; readonly perturbation: string }[];
  readonly metrics: StepMetrics;
  checkpoint(): Promise<Uint8Array>;
}
/** Looks on. What throws in it ends the run with that error; every observer is closed all the same. */
export interface Observer {
  /**
   * 'stop' ends the run cleanly, with a last report of kind 'epoch' or 'end'. The decision is kept with
   * checkpoints that are made of this report from then on: by observers that follow, and by the loop's user.
   */
  see(report: Report): void | 'stop' | Promise<void | 'stop'>;
  /**
   * Called before the first step with the names of all metrics that the history will have. Throws
   * InputError where the observer needs another.
   */
  check?(metrics: readonly string[]): void;
  save?(): string;
  load?(saved: string): void;
  close?(): Promise<void>;
}
