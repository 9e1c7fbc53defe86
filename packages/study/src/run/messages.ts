import type { Experiment, FileWeights, Metric, NetworkId, Use } from '@codistill/core';
import type { Progress } from '../beat/readBeat.ts';
import type { RunMemory } from '../runMemory.ts';
import type { DataSource } from './dataSource.ts';

/** The requested engine and its options. */
export interface EngineWish {
  /** 'auto', or the name of an engine. */
  readonly runtime: Use;
  readonly device?: 'cpu' | 'gpu';
  readonly threads?: number;
  /** The number of networks of an experiment in the study, which compute in parallel. */
  readonly networks: number;
}

/** What every job of a process needs. */
export interface Surroundings {
  readonly plugins: readonly string[];
  /** The folder to which paths are relative. */
  readonly cwd: string;
  /** The folder of the dataset. */
  readonly data: string;
  readonly engine: EngineWish;
}

/** What jobs with experiments need. */
interface ExperimentSurroundings extends Surroundings {
  /** The folder to which the weight files of experiments are relative. */
  readonly weightsFrom: string;
}

/** Where the weights of a network are: a run's folder or a file, and what is taken of it. */
export interface WeightsPlace extends Omit<FileWeights, 'file'> {
  readonly path: string;
}

/** Train a run in `folder`, or resume it. Its file is job.json. */
export interface TrainJob extends ExperimentSurroundings {
  readonly kind: 'train';
  readonly folder: string;
  readonly method: string;
  readonly experiment: Experiment;
  readonly observers: readonly Use[];
  /**
   * The weights of networks that start from another run or from a file: the run's folder, or a
   * checkpoint file.
   */
  readonly weights: Readonly<Record<NetworkId, WeightsPlace>>;
  /**
   * Number of threads that may make views ahead of the step, with the same bits as in the run's
   * thread. Views of small images are always made in the run's thread.
   */
  readonly viewThreads: number;
  readonly checkpointSeconds: number;
  /** Maximum number of lines of steps in the log; default the observer's. */
  readonly stepLines?: number;
  /** What its machine must have, if it may be another than the one that checked the study. */
  readonly expected?: Expected;
}

/** What a study was checked with, and what every machine that trains its runs must have. */
export interface Expected {
  readonly engine: Pick<EngineInfo, 'name' | 'device' | 'threads'>;
  /** Versions of Node.js, codistill and the engine's packages. */
  readonly versions: Readonly<Record<string, string>>;
  /** Digests of the splits of the data. */
  readonly splits?: Readonly<Record<string, string>>;
}

/** An experiment to check, and the networks of other methods from which its networks start. */
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
 * Build experiments, run their flows once, and find all errors in them. With `steps`, time that
 * many steps.
 */
export interface CheckJob extends ExperimentSurroundings {
  readonly kind: 'check';
  readonly experiments: readonly CheckedExperiment[];
  readonly observers: readonly Use[];
  readonly steps: number;
  /** Whether the runs train on this machine, so that its memory must hold them. */
  readonly trainsHere: boolean;
}

/** Evaluate a checkpoint. */
export interface EvaluateJob extends Surroundings {
  readonly kind: 'evaluate';
  readonly path: string;
  readonly splits: readonly string[];
}

/** The result of a check. */
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
  /** What a run holds in memory at least. */
  readonly memory: RunMemory;
  /** Seconds per step, if steps were timed. */
  readonly secondsPerStep?: number;
  /** The peak memory of the process that timed the steps of this method and those before it. */
  readonly megabytes?: number;
}

/** The engine of a process, and why it was chosen. */
export interface EngineInfo {
  readonly name: string;
  readonly device: string;
  readonly threads: string;
  readonly because: string;
}

/** Why a process failed: by the user's input, by a full disk, or by an error of the program. */
export type Failure = 'input' | 'disk' | 'error';

/**
 * What a process tells while it works: a run into its folder, a check or an evaluation to the app.
 * Their last message is done or failed.
 */
export type Message =
  | { readonly type: 'engine'; readonly engine: EngineInfo }
  | {
      readonly type: 'started';
      readonly steps: number;
      readonly stepsPerEpoch: number;
      readonly fromStep: number;
    }
  | ({ readonly type: 'progress' } & Progress)
  | { readonly type: 'checked'; readonly checked: Checked }
  /** A sentence of the dataset for the user. */
  | { readonly type: 'notice'; readonly sentence: string }
  /** The data that a check found. */
  | { readonly type: 'data'; readonly data: DataSource }
  | {
      readonly type: 'evaluated';
      readonly metrics: Readonly<Record<string, number>>;
      /** What the task measures. */
      readonly measured: readonly Metric[];
      /** What was evaluated, and on which engine. */
      readonly about: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly kind: Failure; readonly message: string };
