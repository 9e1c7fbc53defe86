import type { Registry, Runtime, Targets } from '@codistill/core';
import { beforeAll, describe } from 'vitest';
import { describeFacts } from './facts.ts';
import { named, type PluginOf, type Settings, startRuntime, subjectOf } from './settings.ts';
import { describeEvaluator } from './task/evaluator.ts';
import { describeRows } from './task/rows.ts';
import { describeSplits } from './task/splits.ts';
import { targetsOf } from './task/targets.ts';
import { describeTaskTraining } from './task/training.ts';

/** Settings for the tests of a task. */
export interface TaskSettings extends Settings {
  /**
   * Targets of 40 examples to try. Default: four classes, rows of three bits or rows of two
   * numbers, of the first kind that the task takes.
   */
  readonly targets?: (seed: number) => Targets;
}

/**
 * Tests of a task: splits that share no example, what it learns from the training examples alone,
 * rows that depend on their own example alone, metrics with the names and directions that it
 * states, the same from batches of any size, and a training run that is bit-identical when it is
 * repeated or resumed.
 */
export function describeTask(plugin: PluginOf<'task'>, settings: TaskSettings = {}): void {
  const subject = subjectOf(plugin, settings);
  describe(`task ${plugin.id}`, () => {
    let runtime: Runtime;
    beforeAll(async () => {
      runtime = await startRuntime(settings);
    });
    describeFacts('task', subject);
    for (const set of subject.sets)
      describe(named(set), () => {
        const task = subject.build(set);
        const targets = settings.targets ?? ((seed: number) => targetsOf(task.takes[0]!, seed));
        describeSplits(task, targets);
        describeRows(task, targets);
        describeEvaluator(task, targets);
        if (!settings.engineOnly && task.gathers !== 'embedding')
          describeTaskTraining(
            { use: plugin.id, ...set },
            task,
            targets,
            subject.registry as Registry,
            () => runtime,
          );
      });
  });
}
