/** A task among others. */
export interface Task {
  readonly id: string;
  /** Tasks that must succeed first. */
  readonly after: readonly string[];
}

export type Outcome = 'succeeded' | 'failed' | 'stopped';

export interface ScheduleOptions<T extends Task> {
  /** Tasks that have ended before. */
  readonly known?: Readonly<Record<string, Outcome>>;
  /** The most at once. */
  readonly atOnce: number;
  /** Asked, besides, before each but the first. Asked again every second. */
  readonly hasRoom?: () => boolean;
  /** No task is begun any more once this is true. */
  readonly stopping: () => boolean;
  run(task: T): Promise<Outcome>;
  /** A task that cannot run because one before it failed. */
  skip(task: T, because: string): void;
}

/** Runs tasks, each after those it needs, in their order as far as it goes. */
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
      working.size < options.atOnce && (working.size === 0 || (options.hasRoom?.() ?? true));
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
