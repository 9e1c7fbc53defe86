// A run, as data.
import type { NetworkId } from './ids.ts';

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
