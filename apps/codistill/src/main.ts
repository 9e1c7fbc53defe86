#!/usr/bin/env node
import { isInputError } from '@codistill/core';
import { codistill } from './commandLine.ts';
import { exitCodes } from './exit.ts';

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

// A pipe whose reader is gone, as after `| head -n 1`, takes nothing more. The command goes on: a study
// is kept in its folder, whoever looks on.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
codistill(process.argv.slice(2))
  .catch(tell)
  .then((code) => {
    process.exitCode = code;
  });
