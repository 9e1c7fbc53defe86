import { isInputError } from '@codistill/core';
import { noSpace } from '../errors.ts';
import type { Failure } from './messages.ts';

/** What kind of failure an error is, and its message: with its stack if it is a bug. */
export function failureOf(error: unknown): { readonly kind: Failure; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return { kind: 'disk', message: noSpace(path ?? 'A file') };
  if (/no space is left/.test(message)) return { kind: 'disk', message };
  if (isInputError(error)) return { kind: 'input', message };
  return { kind: 'error', message: (error instanceof Error && error.stack) || message };
}
