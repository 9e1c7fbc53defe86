import { wrongFlag } from '../errors.ts';
import { say } from './command.ts';

/** The options that say what becomes of jobs, as a command line gives them. */
export interface JobsFlags {
  readonly launcher?: string | undefined;
  readonly detach?: boolean | undefined;
  readonly cancel?: boolean | undefined;
}

/** @throws InputError if a command line asks both to start jobs and to end them. */
export function notBoth({ detach, cancel }: JobsFlags): void {
  if (detach && cancel) throw wrongFlag('cancel', 'true', 'only one of it and --detach');
}

/** Says which runs' jobs were cancelled. */
export const sayCancelled = (runs: readonly string[]): void =>
  say(
    runs.length === 0
      ? 'No job was at work.'
      : `${runs.length} ${runs.length === 1 ? 'job has' : 'jobs have'} saved and ended: ${runs.join(', ')}. The same command without --cancel goes on.`,
  );
