import type { Decoder, Files } from '../contracts/data.ts';
import type { Loader } from '../contracts/loader.ts';
import type { Observer } from '../contracts/observer.ts';
import type { Runtime } from '../contracts/program.ts';
import type { Resolved } from '../data/resolve.ts';
import type { Registry } from '../plugins/registry.ts';
import type { GivenWeights } from '../step/initState.ts';

/** What a loader receives. */
export interface LoaderRequest {
  readonly resolved: Resolved;
  readonly registry: Registry;
  /** The data folder, and what decodes its images: what the dataset was opened with. */
  readonly files: Files;
  readonly decoder: Decoder;
  /** The first step whose views the run will request. */
  readonly fromStep: number;
}

/** What `train` needs besides the experiment. */
export interface TrainOptions {
  readonly registry: Registry;
  readonly runtime: Runtime;
  /** The data folder of the dataset. */
  readonly files: Files;
  /**
   * Decodes the images of datasets that have image files. Default: none, and such datasets are
   * rejected.
   */
  readonly decoder?: Decoder;
  /** A folder in which datasets keep what takes long to find out. Default: none. */
  readonly cache?: Files;
  /** Receives what a dataset has to say, such as how many files it left out. */
  readonly notice?: (sentence: string) => void;
  /** Makes views ahead of the step. Default: in line. */
  readonly loader?: (request: LoaderRequest) => Loader | Promise<Loader>;
  /** The checkpoint to resume from. */
  readonly resume?: Uint8Array;
  /** The name of the checkpoint's file for messages. */
  readonly resumePath?: string;
  readonly observers?: readonly Observer[];
  /** The folder of an observer, by its name: what its `begin` receives as `files`. Default none. */
  readonly observerFiles?: (name: string) => Files | undefined;
  /**
   * Asked after every report except the last one. A run that is interrupted keeps a checkpoint and
   * ends there.
   */
  readonly interrupted?: () => boolean | Promise<boolean>;
  /**
   * Asked before a checkpoint is kept, when its state has been read. A run that another process
   * has taken over ends there, and its observers write nothing more.
   */
  readonly superseded?: () => boolean | Promise<boolean>;
  /**
   * Weights of trained networks that replace the random initial values, such as those of teachers.
   */
  readonly weights?: GivenWeights;
  /**
   * The engine's thread setting, stored in checkpoints because it determines the last bits of
   * results. Default 'default'.
   */
  readonly threads?: string;
  /**
   * Digests by name of what the run is made of besides experiment and data, such as the modules of
   * plugins. Checkpoints store them.
   */
  readonly sources?: Readonly<Record<string, string>>;
  /**
   * Receives a sentence if the data, its decoder or `sources` differ from those of the checkpoint
   * to resume from; then the run goes on. Absent: such a run is rejected.
   */
  readonly anyway?: (sentence: string) => void;
  /** Versions of packages to store in checkpoints. */
  readonly versions?: Readonly<Record<string, string>>;
}
