import type { Loss, Peer, Prediction } from '@codistill/core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { noFeaturesToLearn, noStagesToLearn, noSuchStage, unlikeStages } from '../errors.ts';

/** The stages that a lesson compares. */
export type Stage = 'features' | 'middle' | 'all' | number;

/** The option `stage` of a lesson, with the source's choice as its default. */
export const stageOption = (value: Stage) =>
  z
    .union([z.enum(['features', 'middle', 'all']), z.number().int().nonnegative()])
    .default(value)
    .describe(
      'What is compared: the last features, the map after the middle stage, the maps after all stages, or the map after one stage, counted from 0.',
    );

/** The option `stage` of a lesson that compares one stage. */
export const singleStageOption = (value: Exclude<Stage, 'all'>) =>
  z
    .union([z.enum(['features', 'middle']), z.number().int().nonnegative()])
    .default(value)
    .describe(
      'What is compared: the last features, the map after the middle stage, or the map after one stage, counted from 0.',
    );

/** Features of a teacher and a student that a lesson compares. */
export interface ComparedFeatures {
  readonly teacher: Tensor;
  readonly student: Tensor;
}

/** A teacher and a student. */
export interface Pair {
  readonly teacher: Peer;
  readonly student: Peer;
}

/**
 * The features of the teacher and the student that a lesson compares, in order of depth. The middle
 * one of n stages is stage floor((n - 1) / 2) of each network.
 * @throws InputError if a peer lacks them, or if the numbers of all stages differ.
 */
export function comparedFeatures(
  lesson: string,
  stage: Stage,
  { teacher, student }: Pair,
): readonly ComparedFeatures[] {
  const [theirs, own] = [featuresOf(lesson, stage, teacher), featuresOf(lesson, stage, student)];
  if (theirs.length !== own.length)
    throw unlikeStages(lesson, teacher.id, theirs.length, student.id, own.length);
  return own.map((features, i) => ({ teacher: theirs[i]!, student: features }));
}

/**
 * A loss on the features that a lesson compares. `compare` returns the loss of each example,
 * [batch]; the teacher's features carry no gradient.
 */
export const featureLoss = (
  {
    lesson,
    name = lesson,
    formula,
  }: Readonly<Record<'lesson' | 'formula', string>> & {
    readonly name?: string;
  },
  stage: Stage,
  { teacher, student }: Pair,
  compare: (features: readonly ComparedFeatures[]) => Tensor,
): Loss => ({
  name,
  formula,
  perExample: (own, theirs) =>
    compare(
      comparedFeatures(lesson, stage, {
        teacher: { ...teacher, ...theirs },
        student: { ...student, ...own },
      }),
    ) as Tensor1D,
});

function featuresOf(
  lesson: string,
  stage: Stage,
  { id, features, stages }: Prediction & { readonly id: string },
): readonly Tensor[] {
  if (stage === 'features') {
    if (!features) throw noFeaturesToLearn(lesson, id);
    return [features];
  }
  if (!stages || stages.length === 0) throw noStagesToLearn(lesson, id);
  if (stage === 'all') return stages;
  const index = stage === 'middle' ? Math.floor((stages.length - 1) / 2) : stage;
  const found = stages[index];
  if (!found) throw noSuchStage(lesson, index, id, stages.length);
  return [found];
}
