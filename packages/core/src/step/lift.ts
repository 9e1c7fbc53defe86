import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Lifted, LiftedStepPlan, Plan, StepPlan } from '../contracts/plan.ts';
import { mapNamed } from './update.ts';

const liftValue = (value: Plan[string]): Tensor | string | boolean =>
  typeof value === 'number'
    ? tf.scalar(value)
    : value instanceof Float32Array
      ? tf.tensor1d(value)
      : value instanceof Int32Array
        ? tf.tensor1d(value, 'int32')
        : value;

/** The plan with numbers and arrays converted to tensors. Strings and booleans stay. */
export const liftPlan = <P extends Plan>(plan: P): Lifted<P> =>
  mapNamed(plan, liftValue) as Lifted<P>;

/** Like `liftPlan`, for everything that the host decided for the step. */
export const liftStepPlan = (plan: StepPlan): LiftedStepPlan => ({
  learningRate: mapNamed(plan.learningRate, (rate) =>
    tf.scalar(rate),
  ) as LiftedStepPlan['learningRate'],
  strategy: liftPlan(plan.strategy),
  follow: mapNamed(plan.follow, (take) => tf.scalar(take)),
});
