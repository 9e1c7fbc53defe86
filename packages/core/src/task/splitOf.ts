import type { Targets } from '../contracts/data.ts';
import type { SplitRequest, Task, TrainSplit } from '../contracts/task.ts';
import { countOf } from '../data/inMemory.ts';
import { stratified } from './stratified.ts';

/**
 * Divides the training split as the task does: by default stratified by its groups, or at random if
 * it has none.
 */
export function splitOf(
  task: Pick<Task, 'split' | 'groups'>,
  targets: Targets,
  attributes: Readonly<Record<string, Int32Array>>,
  request: SplitRequest,
): TrainSplit {
  if (task.split) return task.split(targets, request, attributes);
  return stratified(task.groups?.(targets) ?? new Int32Array(countOf(targets)), request);
}
