import type { Pass, Task, TrainSplit } from '../contracts/task.ts';

/**
 * The evaluations of a run: those that the task names, or by default the validation positions of
 * 'train' and all examples of 'test'. Passes without examples are left out.
 */
export function passesOf(
  task: Pick<Task, 'passes'>,
  splits: readonly string[],
  split: TrainSplit,
): readonly Pass[] {
  const passes = task.passes?.(splits, split) ?? [
    validationPass(split.validation),
    ...(splits.includes('test') ? [wholePass('test')] : []),
  ];
  return passes.filter(({ parts }) =>
    parts.every(({ positions }) => positions === undefined || positions.length > 0),
  );
}

const validationPass = (positions: Int32Array): Pass => ({
  name: 'validation',
  parts: [{ split: 'train', positions, role: 'validation' }],
});

const wholePass = (name: 'test'): Pass => ({ name, parts: [{ split: name, role: name }] });
