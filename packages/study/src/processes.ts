/** A process that can be ended. */
export interface Endable {
  /** Asks the process to save and end. A process that has nothing to save is killed. */
  stop(): void;
  kill(): void;
  /** Lets it work on without this process. Absent if it cannot. */
  leave?(): void;
}

/**
 * Stops the processes of a study. The first call lets them save; the second kills them. With
 * 'leave', those that can go on without this process do so.
 */
export type Stop = (how?: 'leave') => void;

/** The active processes of a study. */
export interface Processes {
  /** Whether they were asked to stop. No process starts after that. */
  stopping(): boolean;
  begin(id: string, work: Endable): void;
  end(id: string): void;
  /** Asks all processes to save and end, or leaves them to work on. */
  readonly stop: Stop;
}

/** An empty set of processes. `onStop` receives a function that stops all of them. */
export function processes(onStop: (stop: Stop) => void): Processes {
  const working = new Map<string, Endable>();
  let stopping = false;
  let leaving = false;
  const end = (work: Endable) => (leaving && work.leave ? work.leave() : work.stop());
  const stop: Stop = (how) => {
    stopping = true;
    leaving = how === 'leave';
    for (const work of working.values()) end(work);
  };
  onStop((how) => {
    if (stopping && how !== 'leave') for (const work of working.values()) work.kill();
    stop(how);
  });
  return {
    stopping: () => stopping,
    begin(id, work) {
      working.set(id, work);
      if (stopping) end(work);
    },
    end: (id) => {
      working.delete(id);
    },
    stop,
  };
}
