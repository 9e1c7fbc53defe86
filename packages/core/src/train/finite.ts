import type { Evaluation, Program, StepMetrics } from '../contracts/program.ts';
import type { HostTensor, TrainState } from '../contracts/state.ts';
import { notFinite, trainedTensors } from '../step/weights.ts';
import { divergedAnswers, divergedLoss, divergedWeights } from './errors.ts';

/**
 * Checks the metrics of the step `step`, counted from 0.
 * @throws Diverged if one of them is not finite.
 */
export function checkFiniteLoss({ names, values }: StepMetrics, step: number): void {
  if (values.every(Number.isFinite)) return;
  throw divergedLoss(
    step,
    names.filter((_, i) => !Number.isFinite(values[i])),
  );
}

/**
 * Checks the weights. They may diverge in a step whose loss was still finite, for example in the
 * last one. They are checked when the host reads them anyway, for a checkpoint, and at the end of a
 * run.
 * @throws Diverged if parameters, running statistics or slots, including those of the strategy, are
 * not finite after `steps` steps.
 */
export function checkFiniteState(state: TrainState<HostTensor>, steps: number): void {
  const bad = notFinite(trainedTensors(state));
  if (bad.length > 0) throw divergedWeights(steps - 1, bad);
}

/**
 * Checks the predictions on a split after `steps` steps.
 * @throws Diverged if they are not finite. The error names the weights that are not finite.
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
