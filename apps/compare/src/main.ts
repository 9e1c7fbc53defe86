#!/usr/bin/env node
import { codistill } from './commandLine.ts';
import { exitCodes, isInputError } from './exit.ts';

/** One paragraph for whoever made a mistake; the whole trace for a mistake of ours. */
function tell(error: unknown): number {
  if (isInputError(error)) {
    process.stderr.write(`${error.message}\n`);
    return exitCodes.badInput;
  }
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCodes.failure;
}

// A pipe that is closed early, as by `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
});
codistill(process.argv.slice(2))
  .catch(tell)
  .then((code) => {
    process.exitCode = code;
  });
