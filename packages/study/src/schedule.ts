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
  run(task: T): Promise<Outcome>;
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
  const poll = () => new Promise<void>((done) => setTimeout(done, 1000).unref());

  for (;;) {
    for (const task of [...waiting]) {
      const failed = task.after.find((id) => ended.get(id) === 'failed');
      if (failed === undefined) continue;
      waiting.splice(waiting.indexOf(task), 1);
      ended.set(task.id, 'failed');
      options.skip(task, failed);
    }
    const ready = waiting.find(({ after }) => after.every((id) => ended.get(id) === 'succeeded'));
    const free =
      ready !== undefined &&
      working.size < options.atOnce &&
      (working.size === 0 || ((await options.hasRoom?.()) ?? true));
    if (ready && free && !options.stopping()) {
      waiting.splice(waiting.indexOf(ready), 1);
      const work = options.run(ready).then((outcome) => {
        ended.set(ready.id, outcome);
        working.delete(ready.id);
      });
      working.set(ready.id, work);
      continue;
    }
    if (working.size === 0) return;
    const pausedByMemory = ready && working.size < options.atOnce && !options.stopping();
    await Promise.race([...working.values(), ...(pausedByMemory ? [poll()] : [])]);
  }
}
