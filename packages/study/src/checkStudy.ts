import { InputError, nameOf } from '@codistill/core';
import type { Arm } from './arms.ts';
import { died } from './errors.ts';
import { local } from './launch/local.ts';
import type { DataSource } from './run/dataSource.ts';
import type { Checked, EngineInfo, Surroundings } from './run/messages.ts';
import { spawnWorker, type Working } from './spawn.ts';
import type { Study } from './study.ts';

/** The result of a check. */
export interface CheckedStudy {
  readonly engine: EngineInfo;
  /** One for each arm. */
  readonly checked: readonly Checked[];
  readonly data: DataSource;
}

/**
 * Finds all errors in the arms of a study, in a separate process. With `steps`, it also times that
 * many steps of each arm.
 * @throws InputError that says what is wrong with an experiment; Error if the process fails or
 * dies.
 */
export async function checkStudy(
  study: Study,
  arms: readonly Arm[],
  around: Surroundings,
  {
    weightsFrom,
    steps,
    only = arms,
    began = () => {},
    notice = () => {},
  }: {
    /** The folder to which the paths of weight files are relative. */
    readonly weightsFrom: string;
    readonly steps: number;
    /** The arms to check; default all. */
    readonly only?: readonly Arm[];
    readonly began?: (work: Working) => void;
    /** Receives what a dataset has to say. */
    readonly notice?: (sentence: string) => void;
  },
): Promise<CheckedStudy> {
  const seed = study.seeds[0]!;
  const byId = new Map(arms.map((arm) => [arm.id, arm]));
  const experiments = only.map((arm) => ({
    method: arm.id,
    experiment: arm.experiment(seed),
    starts: Object.fromEntries(
      arm.needs.map(({ network, arm: method, of }) => [
        network,
        { method, experiment: byId.get(method)!.experiment(seed), network: of },
      ]),
    ),
  }));
  let engine: EngineInfo | undefined;
  let data: DataSource | undefined;
  const checked: Checked[] = [];
  const work = spawnWorker(
    {
      ...around,
      weightsFrom,
      kind: 'check',
      experiments,
      observers: study.observers,
      steps,
      trainsHere: study.launcher === undefined || nameOf(study.launcher) === local.id,
    },
    (message) => {
      if (message.type === 'notice') notice(message.sentence);
      if (message.type === 'engine') engine = message.engine;
      if (message.type === 'checked') checked.push(message.checked);
      if (message.type === 'data') data = message.data;
    },
  );
  began(work);
  const ending = await work.ended;
  if (ending.type === 'done') return { engine: engine!, checked, data: data! };
  if (ending.type === 'failed')
    throw ending.kind === 'input' ? new InputError(ending.message) : new Error(ending.message);
  throw new Error(died('The check of the study', ending.how, ending.output));
}
