import { isInputError } from '@codistill/core';
import { failingPlugin } from '../errors.ts';

/**
 * An InputError for an error in a plugin's code. It names `where`, the error, and the line that
 * threw it.
 */
export function failing(where: string, error: unknown, say = failingPlugin): Error {
  return isInputError(error) ? error : say(where, `${placed(error)}.`);
}

/** The error, and the line of a plugin's file that threw it. */
function placed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const line = /\(?((?:file:\/\/)?\/[^()\s]+:\d+:\d+)\)?/.exec(
    error.stack?.split('\n').slice(1).join('\n') ?? '',
  )?.[1];
  return `${error.message.split('\n')[0]!.replace(/\.$/, '')}${line ? ` (${line.replace('file://', '')})` : ''}`;
}
