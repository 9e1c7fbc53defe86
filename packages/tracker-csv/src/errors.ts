// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError } from '@codistill/core';

export const unreadableState = (saved: string) =>
  new InputError(
    `The checkpoint has ${JSON.stringify(saved.slice(0, 40))} as the state of the observer "csv", and a number of bytes was expected. Give the observers that the run had, or begin anew.`,
  );
export const shortFile = (file: string, found: number, saved: number) =>
  new InputError(
    `${file} has ${found} bytes, and the checkpoint that is resumed says ${saved}: what lies between is lost. Restore the file from a copy, or remove the checkpoint to begin anew.`,
  );
