// Errors about programs and engines: what was found, what was expected, what to do.
import { culprit, InputError } from '../errors.ts';

export const hostReadInStep = (what: string, stack: string) =>
  new InputError(
    `${what} was called inside the training step${culprit(stack)}: a step never reads a tensor back. Decide with tensors (tf.less, tf.where), or in the strategy's plan.`,
  );
export const noStateLoaded = () =>
  new Error('The program has no state yet. Call load(state) first.');
export const engineLacks = (engine: string, option: string, found: unknown, has: string) =>
  new InputError(
    `${option} is ${JSON.stringify(found)}, and the engine ${engine} has ${has} only: leave ${option} out, or use the runtime "tensorflow".`,
  );
export const unknownEngineOption = (engine: string, option: string, known: readonly string[]) =>
  new InputError(
    `The engine ${engine} has no option "${option}": it takes ${known.join(', ')}, so leave it out or correct its name.`,
  );
