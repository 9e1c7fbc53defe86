// Who teaches whom.
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Distribution, DistributionName } from '../distribution/distribution.ts';
import type { NetworkId, PeerId, ViewId } from './ids.ts';
import type { Moment } from './moment.ts';
import type { Named, Prediction, Scope } from './network.ts';
import type { Lifted, Plan } from './plan.ts';
import type { Evaluation } from './program.ts';
import type { Rng } from './random.ts';
import type { HostTensor } from './state.ts';

export interface Peer extends Prediction {
  readonly id: PeerId;
  readonly network: NetworkId;
  readonly view: ViewId;
  /** False for a frozen or following network: it may teach, no edge may lead to it. */
  readonly learns: boolean;
  /** [batch, classes], of its view. */
  readonly labels: Tensor2D;
  /** [batch], `ce` of the distribution against `labels`. A constant to gradients. */
  readonly score: Tensor1D;
  /** [batch], of its view; as in ImageBatch. */
  readonly indices: Tensor1D;
}

/**
 * A peer of this step only, such as an ensemble or a student's adapted features. May learn and
 * teach. Where networks are updated in turn, the metrics of `a~...` are those of a's turn, and
 * those of any other virtual peer are the last turn's.
 */
export interface Virtual extends Prediction {
  /** Whose view and labels it has. */ readonly of: PeerId;
}

export interface Edge {
  readonly from: PeerId | 'labels';
  readonly to: PeerId;
  readonly loss: Loss;
  /**
   * Default 1. The edge adds the mean over the batch of weight x perExample (never divided by the
   * sum of weights); the loss of a step is the sum over edges. A constant to gradients: the core
   * detaches it.
   */
  readonly weight?: number | Scalar | Tensor1D;
  /** Default false: what `from` predicts is a constant. True: the gradient enters `from` too. */
  readonly through?: boolean;
  /** In words, for `explain`: 'a is best of the batch'. */
  readonly because?: string;
}

export interface Loss {
  /**
   * 'ce', 'kl', 'l2', ... With `from` and `to` it names the edge in logs: 'loss/kl/a->b'. Two equal
   * names are an error.
   */
  readonly name: string;
  /** For `explain`, in the paper's symbols. */
  readonly formula: string;
  /**
   * [batch]. Finite for logits of 1e4. `target` is undefined when the edge comes from 'labels';
   * `labels` are those of the view of `to`; `distribution` says what logits mean.
   */
  perExample(
    student: Prediction,
    target: Prediction | undefined,
    labels: Tensor2D,
    distribution: Distribution,
  ): Tensor1D;
}

export interface Flow<M extends Named<Tensor> = Named<Tensor>> {
  /**
   * All of the loss. The same list in every step of one plan key; only weights may depend on
   * tensors.
   */
  readonly edges: readonly Edge[];
  readonly virtual?: Readonly<Record<PeerId, Virtual>>;
  readonly memory?: M;
  /**
   * 1: this network's parameters and slots keep their values in this step (no decay, no momentum);
   * statistics advance.
   */
  readonly hold?: Readonly<Record<NetworkId, Scalar>>;
}

export interface StrategySetting {
  /** What logits mean. */
  readonly distribution: DistributionName;
  readonly classes: number;
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

export interface Strategy<P extends Plan = Plan, M extends string = string> {
  /** The distributions of logits that it is defined for; default all. Others are refused. */
  readonly holdsFor?: readonly DistributionName[];
  /** Host half, before each step: ramps, burn-in. */
  plan?(moment: Moment, rng: Rng): P;
  /** Tensors carried from step to step and saved with the run. */
  memory?(setting: StrategySetting): Readonly<Record<M, HostTensor>>;
  /** Default: every network at its own view. Only a network's own look writes its statistics. */
  looks?(
    setting: StrategySetting,
  ): readonly { readonly network: NetworkId; readonly view: ViewId }[];
  /** After each epoch, from the validation split to `moment.history`. */
  measure?(validation: Evaluation, labels: Int32Array): Readonly<Record<string, number>>;
  /**
   * Engine half. Pure. `scope` gives trainable parameters of its own, trained by the experiment's
   * optimizer.
   */
  flow(
    peers: readonly Peer[],
    given: {
      readonly plan: Lifted<P>;
      readonly memory: Readonly<Record<M, Tensor>>;
      readonly scope: Scope;
      /** What logits mean: its losses, means and ensembles. */
      readonly distribution: Distribution;
    },
  ): Flow<Readonly<Record<M, Tensor>>>;
}
