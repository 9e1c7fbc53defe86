import type { Order } from '../contracts/data.ts';
import type { Experiment } from '../contracts/experiment.ts';
import type { Task } from '../contracts/task.ts';
import { nameOf } from '../use.ts';
import { needsGroups } from './errors.ts';

/**
 * Checks that the experiment's order works for its task.
 * @throws InputError if the order needs groups and the task has none.
 */
export function checkOrder(
  { order: use = 'shuffled', task: taskUse = 'classification' }: Pick<Experiment, 'order' | 'task'>,
  order: Order,
  task: Pick<Task, 'groups'>,
): void {
  if (order.grouped && !task.groups)
    throw needsGroups(`The order "${nameOf(use)}"`, nameOf(taskUse));
}
