import type { Resolved } from '@codistill/core/engine';
import { type MetricLine, metricsOf } from '@codistill/report';
import { allParameters, deployedOf, passesOfStep } from './cost.ts';
import type { TrainJob } from './messages.ts';
import { type RunResult, resultFormat } from './result.ts';
import { selectedLine } from './selectedEpoch.ts';

/** The result of a run that has finished its last epoch, from the lines of its epochs. */
export function finishedRun(
  { method, experiment }: TrainJob,
  resolved: Resolved,
  lines: readonly MetricLine[],
): RunResult {
  const { setup, data, task } = resolved;
  const last = lines.at(-1)!;
  const step = passesOfStep(setup);
  const times = (passes: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(passes).map(([id, count]) => [id, count * last.step]));
  const deployed = deployedOf(setup);
  const selected = selectedLine(lines, Object.values(deployed), task.metrics[0]);
  return {
    format: resultFormat,
    method,
    seed: experiment.seed,
    status: 'finished',
    ...(experiment.task !== undefined && { metrics: task.metrics }),
    steps: last.step,
    epochs: lines.length,
    ...(data.facts.classes !== undefined && { classes: data.facts.classes }),
    examples: measuredExamples(resolved),
    deployed,
    parameters: allParameters(resolved),
    passes: { forward: times(step.forward), backward: times(step.backward) },
    last: metricsOf(last),
    ...(selected && { selected: { epoch: selected.epoch, metrics: metricsOf(selected) } }),
  };
}

/** The sizes of the splits on which the run is measured. */
function measuredExamples({ splits, split }: Resolved): Readonly<Record<string, number>> {
  const test = splits.get('test');
  return {
    ...(split.validation.length > 0 && { validation: split.validation.length }),
    ...(test && { test: test.size }),
  };
}
