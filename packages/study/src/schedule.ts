/** A task with dependencies. */
export interface Task {
  readonly id: string;
  /** Tasks that must succeed first. */
  readonly after: readonly string[];
}

export type Outcome = 'succeeded' | 'failed' | 'stopped';

export interface ScheduleOptions<T extends Task> {
  /** Tasks that have already ended. */
  readonly known?: Readonly<Record<string, Outcome>>;
  /** The maximum number of parallel tasks. */
  readonly atOnce: number;
  /**
   * Called before every task except the first; if it returns false, it is called again every
   * second.
   */
  readonly hasRoom?: () => Promise<boolean>;
  /** Once this returns true, no further task starts. */
  readonly stopping: () => boolean;
  /**
   * Whether a task may start when those before it have begun; it then waits for them by itself.
   * Default false.
   */
  readonly ahead?: boolean;
  /**
   * Runs a task, which calls `begun` once it has begun. 'again' is returned for a task that waited
   * by itself, in vain: it is run again when those before it have succeeded.
   */
  run(task: T, begun: () => void): Promise<Outcome | 'again'>;
  /** Called when all working tasks have begun and nothing more can start until one ends. */
  readonly settled?: () => void;
  /** Called for a task that cannot run because a task before it failed. */
  skip(task: T, because: string): void;
}

/** Runs tasks, each after its dependencies, in their order as far as possible. */
export async function schedule<T extends Task>(
  tasks: readonly T[],
  options: ScheduleOptions<T>,
): Promise<void> {
  const ended = new Map<string, Outcome>(Object.entries(options.known ?? {}));
  const waiting = tasks.filter(({ id }) => !ended.has(id));
  const working = new Map<string, Promise<void>>();
  const begun = new Set<string>();
  const inVain = new Set<string>();
  let wake = () => {};

  const skipFailed = () => {
    for (const task of [...waiting]) {
      const failed = task.after.find((id) => ended.get(id) === 'failed');
      if (failed === undefined) continue;
      waiting.splice(waiting.indexOf(task), 1);
      ended.set(task.id, 'failed');
      options.skip(task, failed);
    }
  };
  const isReady = ({ id, after }: T) =>
    after.every(
      (other) =>
        ended.get(other) === 'succeeded' ||
        (options.ahead === true && !inVain.has(id) && working.has(other) && begun.has(other)),
    );
  const start = (task: T) => {
    waiting.splice(waiting.indexOf(task), 1);
    const tell = () => {
      begun.add(task.id);
      wake();
    };
    const work = options.run(task, tell).then((outcome) => {
      working.delete(task.id);
      begun.delete(task.id);
      if (outcome !== 'again') return void ended.set(task.id, outcome);
      inVain.add(task.id);
      waiting.unshift(task);
    });
    working.set(task.id, work);
  };

  for (;;) {
    const woken = new Promise<void>((done) => {
      wake = done;
    });
    skipFailed();
    const ready = waiting.find(isReady);
    const free =
      ready !== undefined &&
      working.size < options.atOnce &&
      (working.size === 0 || ((await options.hasRoom?.()) ?? true));
    if (ready && free && !options.stopping()) {
      start(ready);
      continue;
    }
    if (working.size === 0) return;
    if ([...working.keys()].every((id) => begun.has(id))) options.settled?.();
    const pausedByMemory = ready && working.size < options.atOnce && !options.stopping();
    await Promise.race([...working.values(), woken, ...(pausedByMemory ? [poll()] : [])]);
  }
}

const poll = () => new Promise<void>((done) => setTimeout(done, 1000).unref());
