import { InputError, type Registry } from '@codistill/core';
import { type Arm, armsOf, plannedRuns } from './arms.ts';
import { runsByCores } from './capacity.ts';
import { type CheckedStudy, checkStudy } from './checkStudy.ts';
import { anotherStudy, changedSources, changeWarning } from './errors.ts';
import { warningsOnFinished } from './finishedStudy.ts';
import { openStudyFolder, type SavedStudy, type StudyFolder } from './folder.ts';
import type { LoadedModule } from './plugins/loadPlugins.ts';
import { type Processes, processes } from './processes.ts';
import { type RunStatus, type StudyEvent, statusesIn } from './progress.ts';
import type { EngineInfo, Surroundings } from './run/messages.ts';
import { changesSince } from './runSources.ts';
import { madeOf, savedStudy } from './savedStudy.ts';
import { keepShared, sharedRuns } from './sharedRuns.ts';
import { moduleSources, type Sources, sourcesId, versionsOf } from './sources.ts';
import type { Study } from './study.ts';
import { surroundingsOf } from './surroundings.ts';
import { trainRuns } from './trainRuns.ts';

export interface RunStudyOptions {
  readonly registry: Registry;
  /** Where the study is kept; one that was begun there goes on. */
  readonly folder: string;
  /** The modules of the user's plugins, as `loadPlugins` gives them; default none. */
  readonly modules?: readonly LoadedModule[];
  /** From where relative paths count; default the process's folder. */
  readonly cwd?: string;
  /** How to repeat the study, kept with it and said in its report. */
  readonly command?: string;
  /** The most runs at once; default as many as cores and memory allow. */
  readonly jobs?: number;
  /** Seconds from one checkpoint to the next within an epoch; default 30. */
  readonly checkpointSeconds?: number;
  /** Train also where plugins, data or versions are not those of the runs before. */
  readonly anyway?: boolean;
  /** Told of every change. */
  readonly watch?: (event: StudyEvent) => void;
  /** Called with a function that stops everything, saving first; at the second call at once. */
  readonly onStop?: (stop: () => void) => void;
}

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
    return await runInFolder(study, arms, folder, {
      modules: [],
      cwd: process.cwd(),
      command: '',
      checkpointSeconds: 30,
      anyway: false,
      watch: () => {},
      onStop: () => {},
      ...options,
    });
  } finally {
    await folder.release();
  }
}

/** The options with what is left out of them. */
type Options = Required<Omit<RunStudyOptions, 'jobs'>> & Pick<RunStudyOptions, 'jobs'>;

async function runInFolder(
  study: Study,
  arms: readonly Arm[],
  folder: StudyFolder,
  options: Options,
): Promise<StudyOutcome> {
  const { watch } = options;
  const planned = plannedRuns(arms, study.seeds);
  const shared = await sharedRuns(planned, options.registry, folder.path);
  const runs = shared.trained;
  const { statuses, known } = await statusesIn(folder.path, runs);
  const keep = async (saved: SavedStudy) => {
    await folder.save(saved);
    await keepShared(folder.path, planned, shared);
  };
  const before = savedStudy(study, arms, options.command, folder.before);
  const nothing = { arms, failures: {}, stopped: false, warnings: [] } as const;
  if (runs.every(({ id }) => id in known)) {
    const warnings = await warningsOnFinished(before, arms, folder.path, options);
    await keep(before);
    return { ...nothing, saved: before, warnings };
  }

  const atWork = processes(options.onStop);
  const around = surroundingsOf(onSameEngine(study, before), options.cwd);
  watch({ type: 'checking' });
  const waiting = statuses.filter(({ state }) => state === 'waiting');
  const missing = arms.filter(({ id }) => waiting.some(({ method }) => method === id));
  const check = await checkMissing(study, arms, missing, folder.path, around, atWork);
  if (!check || atWork.stopping()) return { ...nothing, saved: before, stopped: true };
  const { engine, checked } = check;
  if (before.engine) checkEngine(folder.path, before.engine, engine);
  const now = await sourcesNow(check, options.modules);
  const untrained = runs.filter(({ id }) => !(id in known));
  const changes = await changesSince(folder.path, before, arms, now, untrained);
  const mixes = changes.filter((change) => change.mixes);
  if (mixes.length > 0 && !options.anyway) throw changedSources(folder.path, mixes);
  const saved = madeOf(before, now, engine);
  await keep(saved);

  expectSteps(statuses, checked);
  const atOnce = Math.min(options.jobs ?? coresFor(study, engine), runs.length);
  watch({ type: 'begin', statuses, atOnce, engine: engine.because });
  const failures = await trainRuns(runs, known, {
    ...{ study, folder, around, engine, statuses, atOnce, watch },
    sources: sourcesId(now),
    processes: atWork,
    crowded: options.jobs !== undefined,
    checkpointSeconds: options.checkpointSeconds,
  });
  watch({ type: 'end' });
  if (failures.input !== undefined) throw new InputError(failures.input);
  return {
    arms,
    saved,
    failures: failures.byRun,
    warnings: changes.map(changeWarning),
    stopped: atWork.stopping() && failures.broken === undefined,
    ...(failures.broken !== undefined && { broken: failures.broken }),
  };
}

/** Checks the arms that have runs to train; undefined where the study was stopped meanwhile. */
const checkMissing = async (
  study: Study,
  arms: readonly Arm[],
  missing: readonly Arm[],
  folder: string,
  around: Surroundings,
  atWork: Processes,
): Promise<CheckedStudy | undefined> => {
  try {
    return await checkStudy(study, arms, around, {
      weightsFrom: folder,
      steps: 0,
      only: missing,
      began: (work) => atWork.begin('check', work, true),
    });
  } catch (error) {
    if (atWork.stopping()) return undefined;
    throw error;
  } finally {
    atWork.end('check');
  }
};

/** A folder that was begun on one engine goes on with it. */
const onSameEngine = (study: Study, { engine }: SavedStudy): Study =>
  engine && study.runtime === 'auto'
    ? { ...study, runtime: engine.name as Study['runtime'] }
    : study;

/** @throws InputError where the engine is not that of the runs before. */
function checkEngine(
  folder: string,
  before: NonNullable<SavedStudy['engine']>,
  now: EngineInfo,
): void {
  const fields = (['name', 'device', 'threads'] as const)
    .filter((field) => before[field] !== now[field])
    .map((field) => `${field === 'name' ? 'engine' : field}: "${before[field]}" / "${now[field]}"`);
  if (fields.length > 0) throw anotherStudy(folder, fields);
}

/** What runs are made of that are trained now. */
const sourcesNow = async (
  { engine, data }: CheckedStudy,
  modules: readonly LoadedModule[],
): Promise<Sources> => ({
  versions: versionsOf(engine.name),
  modules: await moduleSources(modules),
  data,
});

/** Says of runs that have not begun how many steps they will take. */
function expectSteps(statuses: readonly RunStatus[], checked: CheckedStudy['checked']): void {
  for (const status of statuses) {
    const found = checked.find(({ method }) => method === status.method);
    if (!found || status.steps > 0) continue;
    status.steps = found.stepsPerEpoch * found.epochs;
    status.stepsPerEpoch = found.stepsPerEpoch;
  }
}

const coresFor = ({ threads }: Study, { name }: EngineInfo): number =>
  runsByCores({ name, ...(threads !== undefined && { threads }) });
