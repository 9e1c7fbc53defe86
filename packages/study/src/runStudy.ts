import { InputError, type Registry } from '@codistill/core';
import { type Arm, armsOf, plannedRuns } from './arms.ts';
import { type CheckedStudy, checkStudy } from './checkStudy.ts';
import { anotherStudy, cannotLeave, changedSources, changeWarning } from './errors.ts';
import { warningsOnFinished } from './finishedStudy.ts';
import { openStudyFolder, type SavedStudy, type StudyFolder } from './folder.ts';
import { launcherOf } from './launcherOf.ts';
import type { LoadedModule } from './plugins/loadPlugins.ts';
import { type Processes, processes, type Stop } from './processes.ts';
import { type RunStatus, type StudyEvent, statusesIn } from './progress.ts';
import type { EngineInfo, Surroundings } from './run/messages.ts';
import { changesSince } from './runSources.ts';
import { madeOf, savedStudy } from './savedStudy.ts';
import { keepShared, sharedRuns } from './sharedRuns.ts';
import { moduleSources, type Sources, versionsOf } from './sources.ts';
import type { Study } from './study.ts';
import { surroundingsOf } from './surroundings.ts';
import type { Course, NamedLauncher } from './training.ts';
import { roomOf, runsOf, trainRuns } from './trainRuns.ts';

export interface RunStudyOptions {
  readonly registry: Registry;
  /** The folder of the study. A study that has begun there is resumed. */
  readonly folder: string;
  /** The modules of the user's plugins, from `loadPlugins`; default none. */
  readonly modules?: readonly LoadedModule[];
  /** The folder to which paths are relative; default the folder of the process. */
  readonly cwd?: string;
  /** The command that repeats the study. It is stored with the study and appears in its report. */
  readonly command?: string;
  /** The maximum number of parallel runs; default as many as cores and memory allow. */
  readonly jobs?: number;
  /** Seconds between checkpoints within an epoch; default 30. */
  readonly checkpointSeconds?: number;
  /** Train even if plugins, data or versions differ from those of the earlier runs. */
  readonly anyway?: boolean;
  /** Called on every change. */
  readonly watch?: (event: StudyEvent) => void;
  /**
   * Receives a function that stops everything. The first call saves before it stops; the second
   * stops at once. With 'leave', jobs that can go on without this process do so.
   */
  readonly onStop?: (stop: Stop) => void;
  /** Start all jobs that can, and leave them to work on. Default false. */
  readonly detach?: boolean;
}

/** The result of running a study. */
export interface StudyOutcome {
  readonly arms: readonly Arm[];
  readonly saved: SavedStudy;
  /** Why runs have no result, by run id. */
  readonly failures: Readonly<Record<string, string>>;
  readonly stopped: boolean;
  /** What has changed since the study's runs were trained. */
  readonly warnings: readonly string[];
  /** Why nothing more could be done, such as a full disk. */
  readonly broken?: string;
  /** The runs whose jobs work on without this process, and the runs that still have to start. */
  readonly left?: { readonly working: readonly string[]; readonly toStart: readonly string[] };
}

/**
 * Trains the missing runs of a study and returns its outcome. Runs are ordered so that teachers are
 * trained first. As many run in parallel as cores and memory allow, each in its own process. If a
 * process dies, it is restarted from its checkpoint, at most twice.
 * @throws InputError before any training, if something is wrong.
 */
export async function runStudy(study: Study, options: RunStudyOptions): Promise<StudyOutcome> {
  const arms = armsOf(study, options.registry);
  const launcher = launcherOf(study.launcher, options.registry);
  if (options.detach && !launcher.launcher.outlives) throw cannotLeave(launcher.name);
  const folder = await openStudyFolder(options.folder, study);
  try {
    return await runInFolder(study, arms, folder, {
      launcher,
      modules: [],
      cwd: process.cwd(),
      command: '',
      checkpointSeconds: 30,
      anyway: false,
      watch: () => {},
      onStop: () => {},
      detach: false,
      ...options,
    });
  } finally {
    await folder.release();
  }
}

/** The options with their defaults filled in. */
type Options = Required<Omit<RunStudyOptions, 'jobs'>> &
  Pick<RunStudyOptions, 'jobs'> & { readonly launcher: NamedLauncher };

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
  const check = await checkMissing(study, arms, missing, folder.path, around, {
    atWork,
    watch,
  });
  if (!check || atWork.stopping()) return { ...nothing, saved: before, stopped: true };
  const { engine, checked } = check;
  if (before.engine) checkEngine(folder.path, before.engine, engine);
  const now = await sourcesNow(check, options.modules);
  const untrained = runs.filter(({ id }) => !(id in known));
  const changes = await changesSince(folder.path, before, arms, now, untrained);
  const mixes = changes.filter((change) => change.mixes);
  if (mixes.length > 0 && !options.anyway) throw changedSources(folder.path, mixes);
  const { launcher } = options;
  await launcher.launcher.check?.(runsOf({ engine, study }));
  const saved = madeOf(before, now, engine);
  await keep(saved);

  expectSteps(statuses, checked);
  const limit = options.jobs ?? (await roomOf({ launcher, engine, study })) ?? runs.length;
  const atOnce = Math.max(1, Math.min(limit, runs.length));
  watch({ type: 'begin', statuses, atOnce, engine: engine.because });
  const course = await trainRuns(runs, known, {
    ...{ study, folder, around, engine, launcher, statuses, atOnce, watch },
    sources: now,
    processes: atWork,
    crowded: options.jobs !== undefined,
    detach: options.detach,
    checkpointSeconds: options.checkpointSeconds,
  });
  watch({ type: 'end' });
  if (course.input !== undefined) throw new InputError(course.input);
  return {
    arms,
    saved,
    failures: course.failures,
    warnings: changes.map(changeWarning),
    stopped: atWork.stopping() && course.broken === undefined,
    ...(course.broken !== undefined && { broken: course.broken }),
    ...(course.jobs.size > 0 && { left: leftOf(course, statuses) }),
  };
}

/** The runs whose jobs are left, and those that have to start. */
const leftOf = ({ jobs }: Course, statuses: readonly RunStatus[]) => ({
  working: [...jobs.keys()],
  toStart: statuses
    .filter(({ id, state }) => state === 'waiting' && !jobs.has(id))
    .map(({ id }) => id),
});

/** Checks the arms that have runs to train; undefined if the study was stopped meanwhile. */
const checkMissing = async (
  study: Study,
  arms: readonly Arm[],
  missing: readonly Arm[],
  folder: string,
  around: Surroundings,
  { atWork, watch }: { readonly atWork: Processes } & Pick<Options, 'watch'>,
): Promise<CheckedStudy | undefined> => {
  try {
    return await checkStudy(study, arms, around, {
      weightsFrom: folder,
      steps: 0,
      only: missing,
      notice: (sentence) => watch({ type: 'notice', sentence }),
      began: (work) => atWork.begin('check', { stop: work.kill, kill: work.kill }),
    });
  } catch (error) {
    if (atWork.stopping()) return undefined;
    throw error;
  } finally {
    atWork.end('check');
  }
};

/** A study resumes with the engine on which it began. */
const onSameEngine = (study: Study, { engine }: SavedStudy): Study =>
  engine && study.runtime === 'auto'
    ? { ...study, runtime: engine.name as Study['runtime'] }
    : study;

/** @throws InputError if the engine differs from that of the earlier runs. */
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

/** The sources of the runs that are trained now. */
const sourcesNow = async (
  { engine, data }: CheckedStudy,
  modules: readonly LoadedModule[],
): Promise<Sources> => ({
  versions: versionsOf(engine.name),
  modules: await moduleSources(modules),
  data,
});

/** Sets the expected number of steps of runs that have not started. */
function expectSteps(statuses: readonly RunStatus[], checked: CheckedStudy['checked']): void {
  for (const status of statuses) {
    const found = checked.find(({ method }) => method === status.method);
    if (!found || status.steps > 0) continue;
    status.steps = found.stepsPerEpoch * found.epochs;
    status.stepsPerEpoch = found.stepsPerEpoch;
  }
}
