import type { Experiment, NetworkId, Use } from '@codistill/core';
import type { DataSource } from './dataSource.ts';
import type { RunResult } from './result.ts';

/** Which engine, and how. */
export interface EngineWish {
  readonly runtime: 'auto' | 'tensorflow' | 'wasm' | 'cpu';
  readonly device?: 'cpu' | 'gpu';
  readonly threads?: number;
  /** How many networks an experiment of the study has: they compute side by side. */
  readonly networks: number;
}

/** What every job of a process needs. */
export interface Surroundings {
  readonly plugins: readonly string[];
  /** From where relative paths count. */
  readonly cwd: string;
  /** The folder of the dataset. */
  readonly data: string;
  readonly engine: EngineWish;
}

/** What the jobs of experiments need. */
interface ExperimentSurroundings extends Surroundings {
  /** From where the files of weights that experiments name count. */
  readonly weightsFrom: string;
}

/** Train a run in `folder`, or go on with it. */
export interface TrainJob extends ExperimentSurroundings {
  readonly kind: 'train';
  readonly folder: string;
  readonly method: string;
  readonly experiment: Experiment;
  readonly observers: readonly Use[];
  /** Where the networks that start from another run, or a file, have their weights. */
  readonly weights: Readonly<
    Record<NetworkId, { readonly path: string; readonly network?: NetworkId }>
  >;
  /**
   * Threads that may make views ahead of the step, with the same bits as in line; of small images
   * they are made in line anyway.
   */
  readonly viewThreads: number;
  readonly checkpointSeconds: number;
  /** At most how many lines of steps the log has; default the observer's. */
  readonly stepLines?: number;
}

/** An experiment to check, and what its networks start from that other methods train. */
export interface CheckedExperiment {
  readonly method: string;
  readonly experiment: Experiment;
  readonly starts: Readonly<Record<NetworkId, TrainedNetwork>>;
}
export interface TrainedNetwork {
  readonly method: string;
  readonly experiment: Experiment;
  readonly network: NetworkId;
}

/**
 * Build experiments, run their flows once, and find all that is wrong with them; with `steps`, time
 * as many.
 */
export interface CheckJob extends ExperimentSurroundings {
  readonly kind: 'check';
  readonly experiments: readonly CheckedExperiment[];
  readonly observers: readonly Use[];
  readonly steps: number;
}

/** Evaluate a checkpoint. */
export interface EvaluateJob extends Surroundings {
  readonly kind: 'evaluate';
  readonly path: string;
  readonly splits: readonly string[];
}

export type Job = TrainJob | CheckJob | EvaluateJob;

/** What a check finds out. */
export interface Checked {
  readonly method: string;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly parameters: Readonly<Record<NetworkId, number>>;
  /** How often a step runs each network. */
  readonly passes: {
    readonly forward: Readonly<Record<NetworkId, number>>;
    readonly backward: Readonly<Record<NetworkId, number>>;
  };
  /** A step's seconds, where it was timed. */
  readonly secondsPerStep?: number;
  readonly megabytes?: number;
}

/** The engine of a process, and why it is this one. */
export interface EngineInfo {
  readonly name: string;
  readonly device: string;
  readonly threads: string;
  readonly because: string;
}

export type Failure = 'input' | 'diverged' | 'disk' | 'error';

/** What a process says while it works; the last is one of done, stopped, failed. */
export type Message =
  | { readonly type: 'engine'; readonly engine: EngineInfo }
  | {
      readonly type: 'started';
      readonly steps: number;
      readonly stepsPerEpoch: number;
      readonly fromStep: number;
    }
  | {
      readonly type: 'progress';
      readonly step: number;
      readonly megabytes: number;
      /** Mean validation accuracy of the networks, after the last epoch. */
      readonly accuracy?: number;
      /** The edge between networks with the highest mean weight, and that weight. */
      readonly teaches?: readonly [edge: string, weight: number];
    }
  | { readonly type: 'checked'; readonly checked: Checked }
  /** What the data of a check is. */
  | { readonly type: 'data'; readonly data: DataSource }
  | {
      readonly type: 'evaluated';
      readonly metrics: Readonly<Record<string, number>>;
      /** What was evaluated, and on which engine. */
      readonly about: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'done'; readonly result?: RunResult }
  | { readonly type: 'stopped'; readonly step: number }
  | {
      readonly type: 'failed';
      readonly kind: Failure;
      readonly message: string;
      readonly method?: string;
    };
