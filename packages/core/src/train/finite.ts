import type { Evaluation, Program, StepMetrics } from '../contracts/program.ts';
import type { HostTensor, TrainState } from '../contracts/state.ts';
import { notFinite, trainedTensors } from '../step/weights.ts';
import { divergedAnswers, divergedLoss, divergedWeights } from './errors.ts';

/** @throws Diverged where a metric of the step `step`, from 0, is not finite. */
export function checkFiniteLoss({ names, values }: StepMetrics, step: number): void {
  if (values.every(Number.isFinite)) return;
  throw divergedLoss(
    step,
    names.filter((_, i) => !Number.isFinite(values[i])),
  );
}

/**
 * Weights may be lost in a step whose loss was still finite, the last one say. They are looked at
 * where they are read anyway, in a checkpoint, and at the end of a run.
 * @throws Diverged where parameters, statistics or slots, the strategy's own too, are not finite
 * after `steps` steps.
 */
export function checkFiniteState(state: TrainState<HostTensor>, steps: number): void {
  const bad = notFinite(trainedTensors(state));
  if (bad.length > 0) throw divergedWeights(steps - 1, bad);
}

/**
 * @throws Diverged where answers on a split are not finite after `steps` steps, with the weights
 * that are not.
 */
export async function checkFiniteAnswers(
  evaluation: Evaluation,
  split: 'validation' | 'test',
  program: Program,
  steps: number,
): Promise<void> {
  const bad = Object.keys(evaluation).filter((id) => !evaluation[id]!.every(Number.isFinite));
  if (bad.length === 0) return;
  const weights = notFinite(trainedTensors(await program.read()));
  throw divergedAnswers(steps - 1, split, bad, weights);
}
