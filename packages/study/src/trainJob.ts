import type { PlannedRun } from './arms.ts';
import { ownFolder, runFolder } from './folder.ts';
import type { Surroundings, TrainJob } from './run/messages.ts';
import type { Study } from './study.ts';

/** The job that trains one run of the study in `folder`. */
export function trainJob(
  { arm, seed }: PlannedRun,
  study: Study,
  folder: string,
  how: {
    readonly around: Surroundings;
    readonly viewThreads: number;
    readonly checkpointSeconds: number;
  },
): TrainJob {
  const { around, viewThreads, checkpointSeconds } = how;
  const weights = arm.needs.map(({ network, arm: from, of }) => {
    return [network, { path: runFolder(folder, from, seed), network: of }] as const;
  });
  return {
    ...around,
    kind: 'train',
    weightsFrom: folder,
    folder: ownFolder(folder, arm.id, seed),
    method: arm.id,
    experiment: arm.experiment(seed),
    observers: study.observers,
    weights: Object.fromEntries(weights),
    viewThreads,
    checkpointSeconds,
    ...(study.stepLines !== undefined && { stepLines: study.stepLines }),
  };
}
