import type { Registry } from '@codistill/core';
import {
  type Arm,
  type Checked,
  type CheckedStudy,
  checkStudy,
  ownFolder,
  plannedRuns,
  readResult,
  runsByCores,
  type Study,
  sharedRuns,
  surroundingsOf,
} from '@codistill/study';
import { say } from './command.ts';

/** What a study would run, and for how long. */
export interface Estimate {
  readonly engine: CheckedStudy['engine'];
  /** Runs to train, finished ones included. */
  readonly runs: number;
  /** Runs that train at the same time. */
  readonly atOnce: number;
  /** Seconds of training of the runs that are not finished. */
  readonly secondsLeft: number;
  readonly methods: readonly EstimatedMethod[];
}

/** A method as it was checked and timed, with the work of its runs. */
export interface EstimatedMethod extends Checked {
  /** Passes of all networks in a run. */
  readonly forwardPasses: number;
  readonly backwardPasses: number;
  /** Whether the study compares it; otherwise others need its networks. */
  readonly compared: boolean;
  /** Runs of its own; 0 where an equal method has them. */
  readonly runs: number;
  /** How many of them are finished. */
  readonly done: number;
  readonly stepsPerRun: number;
  readonly secondsPerRun: number;
}

/** Checks the arms of a study and times four steps of each. Writes nothing. */
export async function estimateOf(
  study: Study,
  arms: readonly Arm[],
  registry: Registry,
  options: { readonly cwd: string; readonly out: string; readonly jobs?: number },
): Promise<Estimate> {
  const { engine, checked } = await checkStudy(study, arms, surroundingsOf(study, options.cwd), {
    weightsFrom: options.out,
    steps: 4,
    notice: say,
  });
  const { trained: runs } = await sharedRuns(plannedRuns(arms, study.seeds), registry, options.out);
  const results = await Promise.all(
    runs.map(({ arm, seed }) => readResult(ownFolder(options.out, arm.id, seed))),
  );
  const methods = checked.map((each) => {
    const own = results.filter((_, i) => runs[i]!.arm.id === each.method);
    const done = own.filter((result) => result !== undefined).length;
    return estimated(each, arms.find(({ id }) => id === each.method)!, own.length, done);
  });
  const threads = study.threads !== undefined && { threads: study.threads };
  const atOnce = Math.min(
    options.jobs ?? runsByCores({ name: engine.name, ...threads }),
    runs.length,
  );
  const seconds = methods.reduce(
    (sum, method) => sum + (method.runs - method.done) * method.secondsPerRun,
    0,
  );
  return { engine, runs: runs.length, atOnce, secondsLeft: seconds / atOnce, methods };
}

function estimated(
  checked: Checked,
  { compared }: Arm,
  runs: number,
  done: number,
): EstimatedMethod {
  const stepsPerRun = checked.stepsPerEpoch * checked.epochs;
  const passes = (way: 'forward' | 'backward') =>
    stepsPerRun * Object.values(checked.passes[way]).reduce((sum, count) => sum + count, 0);
  return {
    ...checked,
    forwardPasses: passes('forward'),
    backwardPasses: passes('backward'),
    compared,
    runs,
    done,
    stepsPerRun,
    secondsPerRun: stepsPerRun * (checked.secondsPerStep ?? 0),
  };
}
