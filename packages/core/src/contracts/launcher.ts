// Launchers start the runs of a study: as local processes, or as the jobs of a cluster.

/** A run to start. Everything that it needs is in `job.json` of its folder. */
export interface Job {
  /** The absolute path of the run's folder. */
  readonly folder: string;
  /**
   * Names this start of the run: letters, digits, `.`, `_` and `-`. A key is never used for two
   * starts, so an engine may take it as the name of a job.
   */
  readonly key: string;
  /**
   * The command line that trains the run, with absolute paths: the same as `codistill work FOLDER`.
   * `codistill work` documents its exit codes.
   */
  readonly command: readonly [program: string, ...words: readonly string[]];
  /**
   * Jobs that must end with exit code 0 before this one starts. Given only to launchers that
   * `wait`, and only while one of these jobs works.
   */
  readonly after?: readonly Handle[];
}

/** A started job. It is kept as JSON, so that another process finds the job again. */
export interface Handle {
  /** The job's key. */
  readonly key: string;
  /** What the launcher's engine calls the job: a process id, or the number of a batch job. */
  readonly id: string;
}

/** What a launcher's engine knows about a job. */
export interface JobState {
  /**
   * 'waiting': it has not started. 'running': it works. 'ended': it works no more. 'unknown': the
   * engine does not know it, so it will not work. 'unreachable': the engine gave no answer.
   */
  readonly state: 'waiting' | 'running' | 'ended' | 'unknown' | 'unreachable';
  /** Why, in words, such as 'signal SIGKILL' or 'exit code 1'. */
  readonly because?: string;
  /** The exit code of a job that ended by itself. */
  readonly exitCode?: number;
}

/** What the runs of a study have in common. */
export interface RunsOfStudy {
  /** The name of their engine: 'tensorflow', 'wasm'. */
  readonly engine: string;
  /** The number of threads that the study gives to each. */
  readonly threads?: number;
}

/**
 * Starts runs and knows what became of them. A run tells its own progress and result in its folder,
 * which decides first: a launcher is asked only about jobs whose folder is silent. Queueing and
 * placement are the work of its engine.
 */
export interface Launcher {
  /**
   * Whether jobs go on when the program that started them has ended. Such jobs may also run on
   * other machines. Default false.
   */
  readonly outlives?: boolean;
  /**
   * Whether a job can wait for others, so that `start` takes `after`. A job whose wait is in vain
   * must end without having begun. Default false: a job starts when those before it have ended.
   */
  readonly waits?: boolean;
  /**
   * Called before anything is started.
   * @throws InputError if no job can start, such as without a connection to the engine.
   */
  check?(runs: RunsOfStudy): Promise<void>;
  /** How many more jobs may start now; undefined if the engine queues any number by itself. */
  room(runs: RunsOfStudy): Promise<number | undefined>;
  /** Starts a job. Its key is already noted in the run's folder. */
  start(job: Job): Promise<Handle>;
  /** The job with a key, for an app that died before it could note the handle. */
  find(key: string): Promise<Handle | undefined>;
  /** The states of many jobs at once, in their order. */
  states(handles: readonly Handle[]): Promise<readonly JobState[]>;
  /** The last lines that a job printed, for one that failed before it could say why. */
  output(handle: Handle): Promise<string>;
  /** Ends a job: 'save' lets it save first (the signal SIGTERM), 'now' does not. */
  stop(handle: Handle, how: 'save' | 'now'): Promise<void>;
}
