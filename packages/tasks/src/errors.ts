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
export const noIdentities = (kind: string) =>
  new InputError(
    `The task "retrieval" takes classes, the identities, and the targets are ${kind}. Choose another task.`,
  );
export const tooFewIdentities = (known: number, held: number) =>
  new InputError(
    `The training split has ${known} identities, of which ${held} are held out for validation, and at least 2 are needed for training. Lower validation.fraction, or take a dataset with more.`,
  );
export const noEmbedding = () =>
  new InputError(
    'The triplet loss compares embeddings, and the network has none. Use the backbone "embedded", with your network as its option `of`.',
  );
