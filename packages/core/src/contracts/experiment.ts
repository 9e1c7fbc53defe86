// The description of a training run, as data.
import type { ImageSize } from './data.ts';
import type { NetworkId } from './ids.ts';

/**
 * A plugin by its name, or by its name with options. The registry's `defineExperiment` checks the
 * types of names and options.
 */
export type Use = string | { readonly use: string; readonly [option: string]: unknown };

/** A schedule by its name, by its name with options, or as a number, which means a constant. */
export type ScheduleUse = Use | number;

/** The size of images in pixels: a number for square ones. */
export type SizeUse = number | ImageSize;

/** Weights in a file: of a checkpoint, or of a network of another library. */
export interface FileWeights {
  readonly file: string;
  /**
   * The library whose names and layout the file has, one of those that the backbone's `names` lists.
   * Default 'codistill': a checkpoint, or a file of `codistill import`.
   */
  readonly from?: string;
  /** The network of a checkpoint. Default: that of the same name, or the only one. */
  readonly network?: NetworkId;
  /**
   * Tensors that may be missing, have another shape or be left over, by names of ours or of the
   * library, with * for any characters: 'classifier/*' for another number of classes. They start
   * from random values.
   */
  readonly allow?: readonly string[];
}

/** A network of an experiment. It is trained, frozen, or follows another network. */
export type NetworkSpec = {
  readonly backbone: Use;
  /** Overrides the experiment's optimizer. */
  readonly optimizer?: Use;
  /** At least 0. */
  readonly learningRate?: ScheduleUse;
  /** Overrides the experiment's `clipNorm`, which is greater than 0. */
  readonly clipNorm?: number;
  /** Overrides the experiment's `recompute`. */
  readonly recompute?: 'nothing' | 'blocks';
  /**
   * The size of the images that the network sees, at most that of the experiment's `image`, which
   * is the default. Its view is the same, made smaller.
   */
  readonly image?: SizeUse;
  /**
   * The mean and deviation of pixels from 0 to 1 for each channel, by which the network's images are
   * normalized. Default: those of the dataset. Weights of elsewhere often have their own.
   */
  readonly normalization?: { readonly mean: readonly number[]; readonly std: readonly number[] };
} & (
  | {
      readonly frozen?: false;
      readonly follows?: undefined;
      /** A file: its path, with #network where it holds several, or more about it. */
      readonly weights?: string | FileWeights;
    }
  | {
      readonly frozen: true;
      readonly follows?: undefined;
      /**
       * A file, or a network of another method with the same seed. That method runs first. If the
       * study does not list it, it is run but not compared. Only a backbone whose initial values are
       * trained needs none.
       */
      readonly weights?:
        | string
        | FileWeights
        | { readonly method: Use; readonly network: NetworkId };
    }
  | {
      readonly frozen?: false;
      readonly follows: {
        readonly network: NetworkId;
        /**
         * Whether the network runs in training mode, with running statistics of its own. Default
         * false.
         */
        readonly training?: boolean;
      } & ({ /** From 0 to 1. */ readonly decay: ScheduleUse } | { readonly everySteps: number });
    }
);

/** A training run as data. */
export interface Experiment {
  readonly dataset: Use;
  /** What the networks are asked for. Default 'classification'. */
  readonly task?: Use;
  /**
   * The size of the images that networks see, and the framing that chooses the part of a stored
   * image, in training and in evaluation. Default: images as they are stored, which must have one
   * size.
   */
  readonly image?: { readonly size: SizeUse; readonly train: Use; readonly evaluate: Use };
  /** The networks by id; at least one. */
  readonly networks: Readonly<Record<NetworkId, NetworkSpec>>;
  readonly strategy: Use;
  /** Perturbations that are applied to every batch. Default none. */
  readonly augment?: readonly Use[];
  /** Default 'shared': all networks see the same augmentation. 'own': each network has its own. */
  readonly views?: 'shared' | 'own';
  /** Default 'shared'. 'own': each network trains on its own shard of the data. */
  readonly shards?: 'shared' | 'own';
  /**
   * The number of training examples; default all. They are drawn stratified after the validation
   * split is taken; the validation and test splits keep their size. A plain number, or seed
   * 'study', means the same examples for all seeds of a study. Seed 'run' means that each seed
   * draws its own, the same for all methods.
   */
  readonly examples?: number | { readonly count: number; readonly seed: 'run' | 'study' };
  /** The order of the examples in an epoch. Default 'shuffled'. */
  readonly order?: Use;
  /**
   * The perturbation schedule (`when`) and the perturbations that it chooses from. Default none.
   */
  readonly perturb?: { readonly when: Use; readonly pool: readonly Use[] };
  /** The optimizer of all networks that name none, and of the strategy's own parameters. */
  readonly optimizer: Use;
  /** At least 0. */
  readonly learningRate: ScheduleUse;
  /** The largest norm of a network's gradient. Default: no clipping. */
  readonly clipNorm?: number;
  /**
   * Default 'simultaneous': all networks take one step, with gradients at the same state.
   * 'alternating': the networks take turns, and each turn starts from the state that the previous
   * turn left.
   */
  readonly update?: 'simultaneous' | 'alternating';
  /**
   * Default { fraction: 0.1, seed: 0 }. The split is taken from the training examples, stratified,
   * and is the same for all seeds of a study.
   */
  readonly validation?: { readonly fraction: number; readonly seed: number };
  /**
   * When the test split is evaluated: after every epoch, after the last epoch only, or after every
   * k epochs and the last. By default k follows from the numbers of examples, so that the test
   * split takes at most a fifth of the forward passes of training. The validation split is
   * evaluated after every epoch.
   */
  readonly evaluate?: 'every-epoch' | 'last-epoch' | number;
  /**
   * Default 'float32'. 'mixed-bfloat16': convolutions and large matrix products are in bfloat16,
   * and everything else in float32. Only the tensorflow runtime supports it.
   */
  readonly precision?: 'float32' | 'mixed-bfloat16';
  /**
   * Default 'nothing'. 'blocks': of each block of a network that is trained, only the input is kept
   * for the backward pass, which computes the block again. Less memory and more time, with the same
   * bits.
   */
  readonly recompute?: 'nothing' | 'blocks';
  /**
   * Default 'fed': the host draws all random numbers. 'stateless': TensorFlow's generator draws
   * those of the networks from a key. Only the tensorflow runtime supports it.
   */
  readonly randomness?: 'fed' | 'stateless';
  /** At least 1. */
  readonly epochs: number;
  /** The number of examples in a batch, at least 1. */
  readonly batchSize: number;
  /** An integer, at least 0. It determines all random numbers of the run. */
  readonly seed: number;
}

/**
 * One arm of a comparison: a function from the base experiment to the arm's experiment, both plain
 * data. It sets the strategy and everything else that defines the method. It drops the `perturb`
 * and `update` of the base, because they belong to the base's strategy. All other fields of the
 * base stay as they are.
 */
export interface Method {
  /** The arm's experiment. Does not modify `base`. */
  arm(base: Experiment): Experiment;
}
