import type { Registry } from '@codistill/core';
import { clock } from '@codistill/observers';
import type { Study } from '@codistill/study';
import {
  armsOf,
  checkStudy,
  ownFolder,
  plannedRuns,
  readResult,
  runsByCores,
  sharedRuns,
  surroundingsOf,
} from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { plainTable } from '../screen/comparisonTable.ts';
import { print, printJson, say } from './command.ts';

/**
 * Shows what a study would run and how long it would take, from a few timed steps of each method.
 * It writes nothing.
 */
export async function dryRun(
  study: Study,
  registry: Registry,
  options: {
    readonly cwd: string;
    readonly out: string;
    readonly json: boolean;
    readonly jobs?: number;
  },
): Promise<number> {
  const arms = armsOf(study, registry);
  if (!options.json) say('Timing a few steps of each method ...');
  const found = await checkStudy(study, arms, surroundingsOf(study, options.cwd), {
    weightsFrom: options.out,
    steps: 4,
  });
  const { trained: runs } = await sharedRuns(plannedRuns(arms, study.seeds), registry, options.out);
  const results = await Promise.all(
    runs.map(({ arm, seed }) => readResult(ownFolder(options.out, arm.id, seed))),
  );
  const methods = found.checked.map((checked) => {
    const mine = runs.flatMap((run, i) => (run.arm.id === checked.method ? [results[i]] : []));
    const steps = checked.stepsPerEpoch * checked.epochs;
    const seconds = steps * (checked.secondsPerStep ?? 0);
    const arm = arms.find(({ id }) => id === checked.method)!;
    const passes = (way: 'forward' | 'backward') =>
      steps * Object.values(checked.passes[way]).reduce((sum, count) => sum + count, 0);
    return {
      ...checked,
      forwardPasses: passes('forward'),
      backwardPasses: passes('backward'),
      compared: arm.compared,
      runs: mine.length,
      done: mine.filter((result) => result !== undefined).length,
      stepsPerRun: steps,
      secondsPerRun: seconds,
    };
  });
  const atOnce = Math.min(
    options.jobs ??
      runsByCores({
        name: found.engine.name,
        ...(study.threads !== undefined && { threads: study.threads }),
      }),
    runs.length,
  );
  const left =
    methods.reduce((sum, method) => sum + (method.runs - method.done) * method.secondsPerRun, 0) /
    atOnce;
  if (options.json) {
    printJson({ folder: options.out, engine: found.engine, atOnce, secondsLeft: left, methods });
    return exitCodes.ok;
  }
  const rows = methods.map((method) => [
    `${method.method}${method.compared ? '' : ' (its networks are needed)'}`,
    Object.entries(method.parameters)
      .map(([id, count]) => `${id} ${count.toLocaleString('en')}`)
      .join('\n'),
    method.runs === 0
      ? 'those of an equal method'
      : `${method.runs}${method.done > 0 ? `, ${method.done} done` : ''}`,
    String(method.stepsPerRun),
    `${method.forwardPasses} + ${method.backwardPasses}`,
    `${(1000 * (method.secondsPerStep ?? 0)).toFixed(0)} ms`,
    clock(method.secondsPerRun),
  ]);
  print(
    plainTable(
      [
        'method',
        'parameters',
        'runs',
        'steps a run',
        'passes, forward + backward',
        'a step',
        'time a run',
      ],
      rows,
      [2, 3, 4, 5, 6],
    ),
  );
  print(`${runs.length} runs, ${atOnce} at once, on ${found.engine.because}`);
  print(
    `About ${clock(left)} of training, without evaluation, if simultaneous runs do not slow each other down. Nothing was written.`,
  );
  return exitCodes.ok;
}
