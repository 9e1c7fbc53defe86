import type { Working } from './spawn.ts';

/** The active processes of a study. */
export interface Processes {
  /** Whether they were asked to stop. No process starts after that. */
  stopping(): boolean;
  /** The ids of the active processes. */
  ids(): readonly string[];
  /** Registers a process. With `killed`, it saves nothing, so it is killed when the others save. */
  begin(id: string, work: Working, killed?: boolean): void;
  end(id: string): void;
  /** Asks all processes to save and end. */
  stop(): void;
}

/**
 * An empty set of processes. `onStop` receives a function that stops all of them. The first call
 * lets them save; the second call kills them.
 */
export function processes(onStop: (stop: () => void) => void): Processes {
  const working = new Map<string, { readonly work: Working; readonly killed: boolean }>();
  let stopping = false;
  const ask = ({ work, killed }: { readonly work: Working; readonly killed: boolean }) =>
    killed ? work.kill() : work.stop();
  const stop = () => {
    stopping = true;
    for (const one of working.values()) ask(one);
  };
  onStop(() => {
    if (stopping) for (const { work } of working.values()) work.kill();
    stop();
  });
  return {
    stopping: () => stopping,
    ids: () => [...working.keys()],
    begin(id, work, killed = false) {
      working.set(id, { work, killed });
      if (stopping) ask({ work, killed });
    },
    end: (id) => {
      working.delete(id);
    },
    stop,
  };
}
