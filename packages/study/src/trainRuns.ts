import type { PlannedRun } from './arms.ts';
import { hasRoom, viewThreads } from './capacity.ts';
import { died } from './errors.ts';
import { ownFolder, type StudyFolder } from './folder.ts';
import type { Processes } from './processes.ts';
import { paceAt, type RunState, type RunStatus, type StudyEvent } from './progress.ts';
import type { EngineInfo, Message, Surroundings } from './run/messages.ts';
import { keepRunSources } from './runSources.ts';
import { type Outcome, schedule } from './schedule.ts';
import { type Ending, spawnWorker } from './spawn.ts';
import type { Study } from './study.ts';
import { trainJob } from './trainJob.ts';

/** What the runs of a study need for training. */
export interface Training {
  readonly study: Study;
  readonly folder: StudyFolder;
  readonly around: Surroundings;
  readonly engine: EngineInfo;
  /** The id of the current sources. */
  readonly sources: string;
  readonly statuses: readonly RunStatus[];
  readonly processes: Processes;
  readonly atOnce: number;
  /** Whether `atOnce` applies regardless of memory. */
  readonly crowded: boolean;
  readonly checkpointSeconds: number;
  readonly watch: (event: StudyEvent) => void;
}

/** Why runs have no result, by id, and why all of them ended, in words. */
export interface Failures {
  readonly byRun: Record<string, string>;
  /** An error in the user's input. */
  input?: string;
  /** Why nothing more could be done, such as a full disk. */
  broken?: string;
}

/** The maximum number of attempts for a process that dies. */
const tries = 3;

/** Trains the runs that are not `known` to have ended, each after those that it needs. */
export async function trainRuns(
  runs: readonly PlannedRun[],
  known: Readonly<Record<string, Outcome>>,
  training: Training,
): Promise<Failures> {
  const { statuses, processes, atOnce, watch } = training;
  const failures: Failures = { byRun: {} };
  const statusOf = (run: string) => statuses.find(({ id }) => id === run)!;
  let largest: number | undefined;
  await schedule(runs, {
    known,
    atOnce,
    hasRoom: () =>
      training.crowded ||
      hasRoom(
        processes.ids().map((id) => statusOf(id).megabytes),
        largest,
      ),
    stopping: () => processes.stopping(),
    run: (planned) => {
      const status = statusOf(planned.id);
      return trainOne(planned, status, training, failures, (message) => {
        hear(status, message, watch);
        if (message.type === 'progress') largest = Math.max(largest ?? 0, message.megabytes);
      });
    },
    skip: (planned, because) => {
      const note = `${planned.id} was not run: ${because}, whose network it starts from, has no result.`;
      failures.byRun[planned.id] = note;
      end(statusOf(planned.id), 'skipped', watch, note);
    },
  });
  return failures;
}

/** Trains a run in a process, and again from its checkpoint if the process dies. */
async function trainOne(
  planned: PlannedRun,
  status: RunStatus,
  training: Training,
  failures: Failures,
  told: (message: Message) => void,
): Promise<Outcome> {
  const { study, folder, engine, processes, atOnce, watch } = training;
  status.state = 'running';
  await keepRunSources(ownFolder(folder.path, planned.arm.id, planned.seed), training.sources);
  for (let tried = 1; ; tried++) {
    const threads = viewThreads(engine.name, atOnce);
    const work = spawnWorker(
      trainJob(planned, study, folder.path, { ...training, viewThreads: threads }),
      told,
    );
    processes.begin(planned.id, work);
    const ending = await work.ended;
    processes.end(planned.id);
    if (ending.type === 'done') {
      const diverged = ending.result?.status === 'diverged' ? ending.result : undefined;
      end(status, diverged?.status ?? 'finished', watch, diverged?.message);
      return diverged ? 'failed' : 'succeeded';
    }
    if (ending.type === 'stopped' || (ending.type === 'died' && processes.stopping())) {
      status.state = 'waiting';
      return 'stopped';
    }
    if (ending.type !== 'died' || tried === tries) {
      const message = await keepFailure(planned, ending, training, failures);
      end(status, 'failed', watch, message);
      return 'failed';
    }
    watch({ type: 'run', status, what: 'retried', note: ending.how });
  }
}

/**
 * Stores why a run failed, and returns the message. If every other run would fail too, it stops
 * all.
 */
async function keepFailure(
  { id }: PlannedRun,
  ending: Extract<Ending, { readonly type: 'failed' | 'died' }>,
  { folder, processes }: Training,
  failures: Failures,
): Promise<string> {
  const message =
    ending.type === 'died' ? died(id, ending.how, ending.output, tries) : ending.message;
  const kind = ending.type === 'failed' ? ending.kind : 'error';
  if (kind === 'input') failures.input ??= message;
  if (kind === 'disk') failures.broken ??= message;
  if (failures.input !== undefined || failures.broken !== undefined) processes.stop();
  const where = `runs/${id}/failure.txt`;
  const first = `${id} failed: ${message.split('\n')[0]}`;
  failures.byRun[id] = message.includes('\n') ? `${first} (the rest is in ${where})` : first;
  if (failures.broken === undefined)
    await folder.files.write(where, new TextEncoder().encode(`${message}\n`));
  return message;
}

function end(status: RunStatus, state: RunState, watch: Training['watch'], note?: string): void {
  status.state = state;
  watch({ type: 'run', status, what: 'ended', ...(note !== undefined && { note }) });
}

/** Updates a run's status from a message of its process. */
function hear(status: RunStatus, message: Message, watch: Training['watch']): void {
  if (message.type === 'started') {
    const { steps, stepsPerEpoch, fromStep } = message;
    Object.assign(status, { steps, stepsPerEpoch, step: fromStep });
    status.since = { step: fromStep, at: performance.now() };
    watch({ type: 'run', status, what: 'started' });
  }
  if (message.type !== 'progress') return;
  const { step, megabytes, accuracy, teaches } = message;
  const secondsPerStep = paceAt(status, step);
  Object.assign(status, {
    step,
    megabytes,
    ...(secondsPerStep !== undefined && { secondsPerStep }),
    ...(accuracy !== undefined && { accuracy }),
    ...(teaches && { teaches }),
  });
  watch({ type: 'run', status, what: 'progress' });
}
