// Which peer teaches which.
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Distribution, DistributionName } from '../distribution/distribution.ts';
import type { NetworkId, PeerId, ViewId } from './ids.ts';
import type { Moment } from './moment.ts';
import type { Named, Prediction, Scope } from './network.ts';
import type { Lifted, Plan } from './plan.ts';
import type { Evaluation } from './program.ts';
import type { Rng } from './random.ts';
import type { HostTensor } from './state.ts';

/** One head of one network in one step, with its prediction. */
export interface Peer extends Prediction {
  readonly id: PeerId;
  readonly network: NetworkId;
  readonly view: ViewId;
  /**
   * False for a network that is frozen or follows another. It may teach, but no edge may lead to
   * it.
   */
  readonly learns: boolean;
  /** [batch, outputs], the labels of its view, as the task encodes them. */
  readonly targets: Tensor2D;
  /** [batch], the cross-entropy `ce` of the distribution against `labels`. Carries no gradient. */
  readonly score: Tensor1D;
  /** [batch], the example positions of its view, as in ImageBatch. */
  readonly indices: Tensor1D;
}

/**
 * A peer that exists only in this step, such as an ensemble or a student's adapted features. It may
 * learn and teach. If networks are updated in turn, the metrics of `a~...` come from the turn of
 * network a, and the metrics of any other virtual peer come from the last turn.
 */
export interface Virtual extends Prediction {
  /** Whose view and labels it has. */ readonly of: PeerId;
}

/** One teacher-student relation of a step: `from` teaches `to` with a loss and a weight. */
export interface Edge {
  readonly from: PeerId | 'labels';
  readonly to: PeerId;
  readonly loss: Loss;
  /**
   * Default 1. The edge adds mean_batch(weight x perExample) to the loss of the step, never divided
   * by the sum of weights. The loss of a step is the sum over its edges. The core detaches the
   * weight, so it carries no gradient.
   */
  readonly weight?: number | Scalar | Tensor1D;
  /**
   * Default false: the prediction of `from` carries no gradient. True: gradients flow into `from`.
   */
  readonly through?: boolean;
  /** The reason in words, for `codistill explain`: 'a is best of the batch'. */
  readonly because?: string;
}

/** The objective of an edge. */
export interface Loss {
  /**
   * 'ce', 'kl', 'l2', ... Together with `from` and `to` it names the edge in logs: 'loss/kl/a->b'.
   * Two edges of one flow must not have the same name.
   */
  readonly name: string;
  /** The formula in the paper's symbols, for `codistill explain`. */
  readonly formula: string;
  /**
   * The loss of each example, [batch]. Must be finite for logits of magnitude 1e4. `target` is
   * undefined if the edge comes from 'labels'. `labels` are the labels of the view of `to`.
   * `distribution` says what logits mean.
   */
  perExample(
    student: Prediction,
    target: Prediction | undefined,
    labels: Tensor2D,
    distribution: Distribution,
  ): Tensor1D;
}

/** All edges of a step, with the virtual peers that they use and the new memory. */
export interface Flow<M extends Named<Tensor> = Named<Tensor>> {
  /**
   * All terms of the loss. Steps with the same plan key must return the same edges; only weights
   * may depend on tensors.
   */
  readonly edges: readonly Edge[];
  /** Virtual peers by id. An id must differ from those of all peers. */
  readonly virtual?: Readonly<Record<PeerId, Virtual>>;
  /** The new values of the strategy's memory, with the same names and shapes. */
  readonly memory?: M;
  /**
   * If 1, the network's parameters and optimizer slots keep their values in this step (no weight
   * decay, no momentum). Its running statistics are still updated.
   */
  readonly hold?: Readonly<Record<NetworkId, Scalar>>;
}

/** What a strategy knows about the experiment. */
export interface StrategySetting {
  /** What logits mean. */
  readonly distribution: DistributionName;
  /** The number of outputs, the K of logits [batch, K]: classes, bits or numbers. */
  readonly outputs: number;
  /** The number of training examples. */
  readonly examples: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly networks: readonly {
    readonly id: NetworkId;
    readonly heads: readonly string[];
    readonly learns: boolean;
    readonly follows?: NetworkId;
  }[];
}

/** Metrics of the validation split that a strategy computes, from one batch after another. */
export interface Measuring {
  /** The logits of every head, [batch, outputs], and the rows of the targets, of the same shape. */
  add(logits: Evaluation, targets: Float32Array): void;
  /** The metrics, by name. */
  end(): Readonly<Record<string, number>>;
}

/** Decides which peer teaches which. */
export interface Strategy<P extends Plan = Plan, M extends string = string> {
  /**
   * The distributions that the strategy is defined for; default all. The core rejects all others.
   */
  readonly holdsFor?: readonly DistributionName[];
  /**
   * The options that have no effect under a distribution, such as a temperature that cancels. The
   * core rejects them where they are set.
   */
  readonly idle?: Readonly<Partial<Record<DistributionName, readonly string[]>>>;
  /** Runs on the host before each step: ramps, burn-in. */
  plan?(moment: Moment, rng: Rng): P;
  /**
   * Initial values of tensors that the strategy carries from step to step. Checkpoints contain
   * them.
   */
  memory?(setting: StrategySetting): Readonly<Record<M, HostTensor>>;
  /**
   * Which network looks at which view; default: every network at its own view. Running statistics
   * are updated only when a network looks at its own view.
   */
  looks?(
    setting: StrategySetting,
  ): readonly { readonly network: NetworkId; readonly view: ViewId }[];
  /** Metrics of the validation split, computed after each epoch. They enter `moment.history`. */
  measure?(setting: StrategySetting): Measuring;
  /**
   * The flow of a step. A pure function that runs on the engine. `scope` creates trainable
   * parameters of the strategy itself; the experiment's optimizer trains them.
   */
  flow(
    peers: readonly Peer[],
    given: {
      readonly plan: Lifted<P>;
      readonly memory: Readonly<Record<M, Tensor>>;
      readonly scope: Scope;
      /** What logits mean: it defines the losses, means and ensembles. */
      readonly distribution: Distribution;
    },
  ): Flow<Readonly<Record<M, Tensor>>>;
}
