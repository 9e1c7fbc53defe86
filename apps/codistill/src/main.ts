#!/usr/bin/env node
import { isInputError } from '@codistill/core';
import { codistill } from './commandLine.ts';
import { exitCodes } from './exit.ts';

/** Prints one paragraph for a user's mistake, and the whole stack for a bug of ours. */
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

// A pipe whose reader has ended, as after `| head -n 1`, accepts nothing more. The command
// continues, because a study is saved in its folder whether or not anyone reads the output.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
codistill(process.argv.slice(2))
  .catch(tell)
  .then((code) => {
    process.exitCode = code;
  });
