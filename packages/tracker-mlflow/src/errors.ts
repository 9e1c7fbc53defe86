// All errors of this package. Each says what was found, what was expected and what to do.
import { InputError } from '@codistill/core';

export const unreadableState = (saved: string) =>
  new InputError(
    `The checkpoint has ${JSON.stringify(saved.slice(0, 40))} as the state of the observer "mlflow", and a number of bytes was expected. Give the observers that the run had, or begin anew.`,
  );
