// Errors about a step and its state: what was found, what was expected, what to do.
import { didYouMean, firstOf, InputError, listed } from '../errors.ts';
import type { Unlike } from './unlike.ts';

export const unknownLook = (network: string, known: readonly string[]) =>
  new InputError(
    `The strategy asks for a look of the network "${network}", which does not exist.${didYouMean(network, known)} Networks: ${listed(known)}.`,
  );
export const nothingToTrain = (network: string) =>
  new InputError(
    `The network "${network}" has no parameters, so training would change nothing. Set \`frozen: true\` if it only teaches, or choose another backbone.`,
  );
export const missingView = (view: string, known: readonly string[]) =>
  new Error(`The view "${view}" was not made for this step. Views: ${listed(known)}.`);
export const missingHead = (network: string, head: string, known: readonly string[]) =>
  new Error(
    `The backbone of "${network}" names the head "${head}", but its forward returned: ${listed(known)}. Return every head that \`heads\` names.`,
  );
export const unknownHold = (network: string, known: readonly string[]) =>
  new InputError(
    `The flow holds the network "${network}", which does not learn or does not exist. Networks that learn: ${listed(known)}.`,
  );
function differences({ missing, leftOver, unlike }: Unlike): string {
  return [
    ...(missing.length > 0 ? [`these are missing: ${firstOf(missing)}`] : []),
    ...(leftOver.length > 0 ? [`these are unexpected: ${firstOf(leftOver)}`] : []),
    ...(unlike.length > 0 ? [`these have another shape: ${firstOf(unlike)}`] : []),
  ].join('; ');
}
export const unlikeWeights = (network: string, path: string | undefined, unlike: Unlike) =>
  new InputError(
    `The weights ${path === undefined ? '' : `in ${path} `}for the network "${network}" do not fit its backbone: ${differences(unlike)}. Give weights of the same backbone, options, image shape and number of classes.`,
  );
export const unknownWeights = (network: string, known: readonly string[]) =>
  new InputError(
    `Weights are given for the network "${network}", which does not exist.${didYouMean(network, known)} Networks: ${listed(known)}.`,
  );
export const unlikeState = (path: string, unlike: Unlike) =>
  new InputError(
    `${path} does not fit the current plugins: ${differences(unlike)}. Use the plugins that it was made with, or start again.`,
  );
export const weightsNotFinite = (path: string, names: readonly string[]) =>
  new InputError(
    `${path} ${path.startsWith('the weights') ? 'are' : 'is'} of a run that diverged: ${firstOf(names)} ${names.length === 1 ? 'holds a number that is' : 'hold numbers that are'} not finite. Take weights of a run that did not.`,
  );
export const noEmbedding = (network: string) =>
  new InputError(
    `The task compares embeddings, and the backbone of the network "${network}" returns none. Choose a backbone that returns \`embedding\`.`,
  );
export const noBlocks = (network: string) =>
  new InputError(
    `recompute is "blocks" for the network "${network}", but its backbone has no blocks, so nothing would be computed again. Leave recompute out for it, or give it a backbone with blocks.`,
  );
