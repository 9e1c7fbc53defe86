import type { Lifted, Moment, Plan } from '@codistill/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** The option `warmUp` of a lesson whose source raises its weight in the first epochs. */
export const warmUpOption = z
  .number()
  .int()
  .nonnegative()
  .default(20)
  .describe(
    'Epochs over which the weight grows linearly, to be full in the last one of them; 0 for none.',
  );

/**
 * The factor min((epoch + 1) / epochs, 1) on a weight, with epochs counted from 0: the part of a
 * lesson's plan, and its value in a step.
 */
export const warmUp = (
  epochs: number,
): {
  plan(moment: Moment): Readonly<Record<string, number>>;
  at(plan: Lifted<Plan>): number | Scalar;
} => ({
  plan: ({ epoch }) => (epochs === 0 ? {} : { warmUp: Math.min((epoch + 1) / epochs, 1) }),
  at: (plan) => (epochs === 0 ? 1 : (plan['warmUp'] as Scalar)),
});
