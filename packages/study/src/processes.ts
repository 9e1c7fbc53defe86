/** A process that can be ended. */
export interface Endable {
  /** Asks the process to save and end. A process that has nothing to save is killed. */
  stop(): void;
  kill(): void;
}

/** The active processes of a study. */
export interface Processes {
  /** Whether they were asked to stop. No process starts after that. */
  stopping(): boolean;
  begin(id: string, work: Endable): void;
  end(id: string): void;
  /** Asks all processes to save and end. */
  stop(): void;
}

/**
 * An empty set of processes. `onStop` receives a function that stops all of them. The first call
 * lets them save; the second call kills them.
 */
export function processes(onStop: (stop: () => void) => void): Processes {
  const working = new Map<string, Endable>();
  let stopping = false;
  const stop = () => {
    stopping = true;
    for (const work of working.values()) work.stop();
  };
  onStop(() => {
    if (stopping) for (const work of working.values()) work.kill();
    stop();
  });
  return {
    stopping: () => stopping,
    begin(id, work) {
      working.set(id, work);
      if (stopping) work.stop();
    },
    end: (id) => {
      working.delete(id);
    },
    stop,
  };
}
