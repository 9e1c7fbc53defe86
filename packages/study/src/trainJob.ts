import os from 'node:os';
import type { PlannedRun } from './arms.ts';
import { ownFolder, runFolder } from './folder.ts';
import { expectedOf } from './run/expected.ts';
import type { EngineInfo, EngineWish, Surroundings, TrainJob } from './run/messages.ts';
import type { Sources } from './sources.ts';
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
    /** What the study was checked with, if the run may train on another machine. */
    readonly expected?: { readonly engine: EngineInfo; readonly sources: Sources };
  },
): TrainJob {
  const { around, viewThreads, checkpointSeconds, expected } = how;
  const weights = arm.needs.map(({ network, arm: from, of }) => {
    return [network, { path: runFolder(folder, from, seed), network: of }] as const;
  });
  return {
    ...around,
    ...(expected && {
      engine: sameEngine(around.engine, expected.engine),
      expected: expectedOf(expected.engine, expected.sources, study.base.dataset),
    }),
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

/** The wish that gives another machine the same engine, whatever it has besides. */
const sameEngine = (wish: EngineWish, { name, device }: EngineInfo): EngineWish => ({
  ...wish,
  runtime: wish.runtime === 'auto' ? name : wish.runtime,
  ...(name === 'tensorflow' && {
    threads: wish.threads ?? os.availableParallelism(),
    ...(/gpu/i.test(device) && { device: 'gpu' as const }),
  }),
});
