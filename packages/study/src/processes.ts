import type { Working } from './spawn.ts';

/** The processes that a study has at work. */
export interface Processes {
  /** Whether they were asked to stop: then none is begun any more. */
  stopping(): boolean;
  /** The ids of those at work. */
  ids(): readonly string[];
  /** Counts a process among them; one of which nothing is kept is `killed` where others save. */
  begin(id: string, work: Working, killed?: boolean): void;
  end(id: string): void;
  /** Asks all to save and end. */
  stop(): void;
}

/**
 * None yet. `onStop` is given a function that stops all, saving first; called again it does not wait.
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
