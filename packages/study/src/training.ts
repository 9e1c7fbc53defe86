import type { Handle, Launcher } from '@codistill/core';
import type { StudyFolder } from './folder.ts';
import type { Processes } from './processes.ts';
import type { RunStatus, StudyEvent } from './progress.ts';
import type { EngineInfo, Surroundings } from './run/messages.ts';
import type { Sources } from './sources.ts';
import type { Study } from './study.ts';

/** What the runs of a study need for training. */
export interface Training {
  readonly study: Study;
  readonly folder: StudyFolder;
  readonly around: Surroundings;
  readonly engine: EngineInfo;
  /** The current sources. */
  readonly sources: Sources;
  readonly statuses: readonly RunStatus[];
  readonly processes: Processes;
  readonly launcher: NamedLauncher;
  readonly atOnce: number;
  /** Whether `atOnce` applies regardless of the launcher's room. */
  readonly crowded: boolean;
  /** Whether jobs are left to work on once all have started that can. */
  readonly detach: boolean;
  readonly checkpointSeconds: number;
  readonly watch: (event: StudyEvent) => void;
}

/** A launcher, and the name of its plugin. */
export interface NamedLauncher {
  readonly name: string;
  readonly launcher: Launcher;
}

/** What became of the runs that were trained. */
export interface Course {
  /** The jobs of runs that have not ended, by run id. */
  readonly jobs: Map<string, Handle>;
  /** Why runs have no result, by run id. */
  readonly failures: Record<string, string>;
  /** An error in the user's input, which ended all runs. */
  input?: string;
  /** Why nothing more could be done, such as a full disk. */
  broken?: string;
}
