// Errors about targets: what was found, what was expected, what to do.
import { InputError } from '@codistill/core';

export const noBits = (kind: string) =>
  new InputError(
    `The task "multi-label" takes bits, and the targets are ${kind}. Choose another task.`,
  );
export const noNumbers = (kind: string) =>
  new InputError(
    `The task "regression" takes numbers, and the targets are ${kind}. Choose another task.`,
  );
export const constantTarget = (output: number, value: number) =>
  new InputError(
    `Number ${output} of the targets is ${value} for all training examples, so there is nothing to learn. Leave it out of the dataset's targets.`,
  );
