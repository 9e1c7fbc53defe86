// What a student learns from one teacher besides the labels.
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Distribution, DistributionName } from '../distribution/distribution.ts';
import type { Loss, Peer, StrategySetting } from './flow.ts';
import type { Moment } from './moment.ts';
import type { Named, Scope } from './network.ts';
import type { Lifted, Plan } from './plan.ts';
import type { HostTensor } from './state.ts';

/** The losses that a student learns by from one teacher in a step, and the new memory. */
export interface Learned<M extends Named<Tensor> = Named<Tensor>> {
  /**
   * The losses, each with a weight, default 1. The strategy makes an edge from the teacher to the
   * student of each, and multiplies its weight by the weight of that teacher. A loss may use
   * learned parameters of the lesson.
   */
  readonly losses: readonly { readonly loss: Loss; readonly weight?: number | Scalar }[];
  /** The new values of the lesson's memory, with the same names and shapes. */
  readonly memory?: M;
}

/**
 * What a student learns from one teacher besides the labels, such as similar features. A strategy
 * decides who teaches whom, and applies the lesson to each pair of a teacher and a student.
 */
export interface Lesson<P extends Plan = Plan, M extends string = string> {
  /** The distributions that the lesson is defined for; default all. The core rejects all others. */
  readonly holdsFor?: readonly DistributionName[];
  /** Runs on the host before each step, once for all pairs. */
  plan?(moment: Moment): P;
  /**
   * Initial values of tensors that the lesson carries from step to step, for one pair. Checkpoints
   * contain them.
   */
  memory?(setting: StrategySetting): Readonly<Record<M, HostTensor>>;
  /**
   * What the student learns from the teacher. A pure function that runs on the engine. `scope`
   * creates trainable parameters of this pair; the experiment's optimizer trains them. The core
   * detaches the teacher's prediction that a loss receives, but not the one here.
   * @throws InputError if a peer lacks what the lesson compares, such as feature maps.
   */
  learn(
    pair: { readonly teacher: Peer; readonly student: Peer },
    given: {
      readonly plan: Lifted<P>;
      readonly memory: Readonly<Record<M, Tensor>>;
      readonly scope: Scope;
      /** What logits mean. */
      readonly distribution: Distribution;
    },
  ): Learned<Readonly<Record<M, Tensor>>>;
}
