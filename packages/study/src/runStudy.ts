import path from 'node:path';
import { InputError, type Registry } from '@codistill/core';
import { type Arm, armsOf, type PlannedRun, plannedRuns } from './arms.ts';
import { hasRoom, runsByCores, viewThreads } from './capacity.ts';
import { checkStudy } from './checkStudy.ts';
import { anotherStudy, changedSources, changeWarning, died } from './errors.ts';
import { warningsOnFinished } from './finishedStudy.ts';
import {
  openStudyFolder,
  ownFolder,
  readResult,
  runFolder,
  type SavedStudy,
  type StudyFolder,
  studyFormat,
} from './folder.ts';
import type { LoadedModule } from './plugins/loadPlugins.ts';
import { paceAt, type RunView, runViews } from './progress.ts';
import type { EngineFacts, Message } from './run/messages.ts';
import { changesSince, keepRunSources } from './runSources.ts';
import { saveArms } from './savedArms.ts';
import { type Outcome, schedule } from './schedule.ts';
import { keepShared, sharedRuns } from './sharedRuns.ts';
import { moduleSources, type Sources, sourcesId, versionsOf } from './sources.ts';
import { spawnWorker, type Working } from './spawn.ts';
import type { Study } from './study.ts';
import { surroundingsOf } from './surroundings.ts';

export interface RunStudyOptions {
  readonly registry: Registry;
  /** The modules of the user's plugins. */
  readonly modules: readonly LoadedModule[];
  readonly folder: string;
  readonly cwd: string;
  /** The command that repeats the study, kept with it. */
  readonly command: string;
  /** The most runs at once; default as many as cores and memory allow. */
  readonly jobs?: number;
  readonly checkpointSeconds: number;
  /** Train also where plugins, data or versions are not those of the runs before. */
  readonly anyway: boolean;
  /** Told of every change. */
  readonly watch: (event: StudyEvent) => void;
  /** Called with a function that stops everything, saving first; at the second call at once. */
  readonly onStop: (stop: () => void) => void;
}

export type StudyEvent =
  | { readonly type: 'checking' }
  | {
      readonly type: 'begin';
      readonly views: readonly RunView[];
      readonly atOnce: number;
      readonly engine: string;
    }
  | {
      readonly type: 'run';
      readonly view: RunView;
      readonly what: 'started' | 'progress' | 'retried' | 'ended';
      readonly note?: string;
    }
  | { readonly type: 'end' };

/** What a study came to. */
export interface StudyOutcome {
  readonly arms: readonly Arm[];
  readonly saved: SavedStudy;
  /** By run id, why it has no result. */
  readonly failures: Readonly<Record<string, string>>;
  readonly stopped: boolean;
  /** What is not as it was when the study's runs were trained. */
  readonly warnings: readonly string[];
  /** The disk was full, or the like: nothing more could be done. */
  readonly broken?: string;
}

/**
 * Does what is missing of a study: runs in the order that trained teachers need, as many at once as
 * cores and memory allow, each a process of its own. A process that dies is tried again from its
 * checkpoint, twice. @throws InputError where something is wrong, before any training.
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudyOutcome> {
  const arms = armsOf(study, options.registry);
  const folder = await openStudyFolder(options.folder, study);
  try {
    return await runInFolder(study, arms, folder, options);
  } finally {
    await folder.release();
  }
}

async function runInFolder(
  study: Study,
  arms: readonly Arm[],
  folder: StudyFolder,
  options: RunStudyOptions,
): Promise<StudyOutcome> {
  const planned = plannedRuns(arms, study.seeds);
  const shared = await sharedRuns(planned, options.registry, folder.path);
  const runs = shared.trained;
  const known: Record<string, Outcome> = {};
  const views = runViews(runs);
  for (const run of runs) {
    const result = await readResult(ownFolder(folder.path, run.arm.id, run.seed));
    if (!result) continue;
    known[run.id] = result.status === 'finished' ? 'succeeded' : 'failed';
    const view = views.find(({ id }) => id === run.id)!;
    view.state = result.status;
    if (result.status === 'finished')
      Object.assign(view, {
        steps: result.steps,
        step: result.steps,
        stepsPerEpoch: Math.ceil(result.steps / result.epochs),
      });
  }
  const remembered = folder.before?.engine;
  const sources = folder.before?.sources;
  const saved = (engine: SavedStudy['engine'], made = sources): SavedStudy => ({
    format: studyFormat,
    study,
    arms: saveArms(arms, study),
    ...(made && { sources: made }),
    command: options.command,
    ...(engine && { engine }),
  });
  const nothing = { arms, failures: {}, stopped: false, warnings: [] } as const;
  if (runs.every(({ id }) => id in known)) {
    const all = saved(remembered);
    const warnings = await warningsOnFinished(all, arms, folder.path, options);
    await keepShared(folder.path, planned, shared);
    await folder.save(all);
    return { ...nothing, saved: all, warnings };
  }

  // A folder that was begun on one engine goes on with it.
  const wanted: Study =
    remembered && study.runtime === 'auto'
      ? { ...study, runtime: remembered.name as Study['runtime'] }
      : study;
  const around = surroundingsOf(wanted, options.cwd);
  let stopping = false;
  let stopNow: () => void = () => {};
  const working = new Map<string, Working>();
  options.onStop(() => {
    if (stopping) for (const work of working.values()) work.kill();
    stopping = true;
    stopNow();
    for (const work of working.values()) work.stop();
  });
  stopNow = () => working.get('check')?.kill();

  options.watch({ type: 'checking' });
  const missing = arms.filter(({ id }) =>
    views.some((view) => view.method === id && view.state === 'waiting'),
  );
  const check = await checkStudy(wanted, arms, around, {
    weightsFrom: folder.path,
    steps: 0,
    only: missing,
    began: (work) => working.set('check', work),
  }).catch((error: unknown) => {
    if (stopping) return undefined;
    throw error;
  });
  working.delete('check');
  if (!check || stopping) return { ...nothing, saved: saved(remembered), stopped: true };
  const { engine, checked, data } = check;
  if (remembered) checkEngine(folder.path, remembered, engine);
  const now: Sources = {
    versions: versionsOf(engine.name),
    modules: await moduleSources(options.modules),
    data,
  };
  const changes = await changesSince(
    folder.path,
    saved(remembered),
    arms,
    now,
    runs.filter(({ id }) => !(id in known)),
  );
  const mixes = changes.filter((change) => change.mixes);
  if (mixes.length > 0 && !options.anyway) throw changedSources(folder.path, mixes);
  const all = saved(
    { name: engine.name, device: engine.device, threads: engine.threads },
    // The last one is what is trained with now.
    { ...without(sources, sourcesId(now)), [sourcesId(now)]: now },
  );
  await folder.save(all);
  await keepShared(folder.path, planned, shared);

  for (const view of views) {
    const facts = checked.find(({ method }) => method === view.method);
    if (facts && view.steps === 0)
      Object.assign(view, {
        steps: facts.stepsPerEpoch * facts.epochs,
        stepsPerEpoch: facts.stepsPerEpoch,
      });
  }
  const cores = runsByCores({
    name: engine.name,
    ...(study.threads !== undefined && { threads: study.threads }),
  });
  const atOnce = Math.min(options.jobs ?? cores, runs.length);
  options.watch({ type: 'begin', views, atOnce, engine: engine.because });

  const failures: Record<string, string> = {};
  const fatal: { input?: string; broken?: string } = {};
  let largest: number | undefined;
  const stopAll = () => {
    stopping = true;
    for (const work of working.values()) work.stop();
  };

  const hear = (view: RunView, message: Message) => {
    if (message.type === 'started') {
      Object.assign(view, {
        steps: message.steps,
        stepsPerEpoch: message.stepsPerEpoch,
        step: message.fromStep,
      });
      view.since = { step: message.fromStep, at: performance.now() };
      options.watch({ type: 'run', view, what: 'started' });
    }
    if (message.type !== 'progress') return;
    const { step, megabytes, accuracy, teaches } = message;
    const secondsPerStep = paceAt(view, step);
    Object.assign(view, {
      step,
      megabytes,
      ...(secondsPerStep !== undefined && { secondsPerStep }),
      ...(accuracy !== undefined && { accuracy }),
      ...(teaches && { teaches }),
    });
    largest = Math.max(largest ?? 0, megabytes);
    options.watch({ type: 'run', view, what: 'progress' });
  };

  const run = async (planned: PlannedRun): Promise<Outcome> => {
    const view = views.find(({ id }) => id === planned.id)!;
    view.state = 'running';
    const end = (state: RunView['state'], note?: string): void => {
      view.state = state;
      options.watch({ type: 'run', view, what: 'ended', ...(note !== undefined && { note }) });
    };
    await keepRunSources(ownFolder(folder.path, planned.arm.id, planned.seed), sourcesId(now));
    for (let tries = 1; ; tries++) {
      const work = spawnWorker(
        {
          ...around,
          weightsFrom: folder.path,
          ...trainJob(
            planned,
            study,
            folder.path,
            viewThreads(engine.name, atOnce),
            options.checkpointSeconds,
          ),
        },
        (message) => hear(view, message),
      );
      working.set(planned.id, work);
      if (stopping) work.stop();
      const ending = await work.ended;
      working.delete(planned.id);
      if (ending.type === 'done') {
        end(
          ending.result?.status ?? 'finished',
          ending.result?.status === 'diverged' ? ending.result.message : undefined,
        );
        return ending.result?.status === 'diverged' ? 'failed' : 'succeeded';
      }
      if (ending.type === 'stopped' || (ending.type === 'died' && stopping)) {
        view.state = 'waiting';
        return 'stopped';
      }
      if (ending.type === 'died' && tries < 3) {
        options.watch({ type: 'run', view, what: 'retried', note: ending.how });
        continue;
      }
      const message =
        ending.type === 'died'
          ? died(planned.id, ending.how, ending.output, tries)
          : ending.message;
      if (ending.type === 'failed' && ending.kind === 'input') fatal.input ??= message;
      if (ending.type === 'failed' && ending.kind === 'disk') fatal.broken ??= message;
      if (fatal.input !== undefined || fatal.broken !== undefined) stopAll();
      const where = `runs/${planned.id}/failure.txt`;
      const first = `${planned.id} failed: ${message.split('\n')[0]}`;
      failures[planned.id] = message.includes('\n') ? `${first} (the rest is in ${where})` : first;
      if (fatal.broken === undefined)
        await folder.files.write(where, new TextEncoder().encode(`${message}\n`));
      end('failed', message);
      return 'failed';
    }
  };

  await schedule(runs, {
    known,
    atOnce,
    hasRoom: () =>
      options.jobs !== undefined ||
      hasRoom(
        [...working.keys()].map((id) => views.find((view) => view.id === id)?.megabytes ?? 0),
        largest,
      ),
    stopping: () => stopping,
    run,
    skip: (planned, because) => {
      const view = views.find(({ id }) => id === planned.id)!;
      view.state = 'skipped';
      failures[planned.id] =
        `${planned.id} was not run: ${because}, whose network it starts from, has no result.`;
      options.watch({ type: 'run', view, what: 'ended', note: failures[planned.id]! });
    },
  });
  options.watch({ type: 'end' });
  if (fatal.input !== undefined) throw new InputError(fatal.input);
  return {
    arms,
    saved: all,
    failures,
    warnings: changes.map(changeWarning),
    stopped: stopping && fatal.broken === undefined,
    ...(fatal.broken !== undefined && { broken: fatal.broken }),
  };
}

const without = <T>(all: Readonly<Record<string, T>> = {}, key: string) =>
  Object.fromEntries(Object.entries(all).filter(([other]) => other !== key));

function trainJob(
  { arm, seed }: PlannedRun,
  study: Study,
  folder: string,
  threads: number,
  checkpointSeconds: number,
) {
  const weights = Object.fromEntries(
    arm.needs.map(
      ({ network, arm: from, of }) =>
        [
          network,
          { path: path.join(runFolder(folder, from, seed), 'checkpoint.safetensors'), network: of },
        ] as const,
    ),
  );
  return {
    kind: 'train',
    folder: ownFolder(folder, arm.id, seed),
    method: arm.id,
    experiment: arm.experiment(seed),
    observers: study.observers,
    weights,
    viewThreads: threads,
    checkpointSeconds,
    ...(study.stepLines !== undefined && { stepLines: study.stepLines }),
  } as const;
}

function checkEngine(
  folder: string,
  before: NonNullable<SavedStudy['engine']>,
  now: EngineFacts,
): void {
  const fields = (['name', 'device', 'threads'] as const)
    .filter((field) => before[field] !== now[field])
    .map((field) => `${field === 'name' ? 'engine' : field}: "${before[field]}" / "${now[field]}"`);
  if (fields.length > 0) throw anotherStudy(folder, fields);
}
