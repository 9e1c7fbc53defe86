import type { Targets } from '../contracts/data.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { Task } from '../contracts/task.ts';
import { nameOf } from '../use.ts';
import { wrongTargets } from './errors.ts';

/**
 * Checks that the experiment's task takes the targets of its dataset.
 * @throws InputError if it does not.
 */
export function checkTakes(
  { task: use = 'classification', dataset }: Pick<Experiment, 'task' | 'dataset'>,
  { takes }: Pick<Task, 'takes'>,
  { kind }: Pick<Targets, 'kind'>,
): void {
  if (!takes.includes(kind)) throw wrongTargets(nameOf(use), nameOf(dataset), kind, takes);
}
