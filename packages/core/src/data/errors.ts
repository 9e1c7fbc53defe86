// Errors about an experiment and its data: what was found, what was expected, what to do.
import type { z } from 'zod';
import type { Box, ImageSize } from '../contracts/data.ts';
import { didYouMean, InputError, listed } from '../errors.ts';
import { plainIssues, reasonOf, valueAt } from '../issues.ts';
import { sizeText } from './imageSize.ts';

export function wrongExperiment(
  where: string,
  error: z.ZodError,
  known: readonly string[],
  given: unknown,
): InputError {
  const sentences = plainIssues(error.issues)
    .slice(0, 5)
    .map((issue) => {
      const at = issue.path.join('.');
      if (issue.code === 'unrecognized_keys') {
        const place = at === '' ? '' : ` in "${at}"`;
        return `has no field "${issue.keys.join('", "')}"${place}.${at === '' ? didYouMean(issue.keys[0] ?? '', known) : ''}`;
      }
      return `has ${at === '' ? 'a wrong form' : `"${at}" = ${valueAt(issue, given) ?? 'absent'}`}: ${reasonOf(issue)}.`;
    });
  return new InputError(`${where} ${sentences.join(' It also ')}`);
}
export const wrongScheduleValue = (
  { what, least, most }: { readonly what: string; readonly least: number; readonly most: number },
  value: unknown,
  step: number,
) =>
  new InputError(
    `${what} is ${String(value)} at step ${step}: a number ${most < Number.MAX_VALUE ? `from ${least} to ${most}` : `from ${least}`} was expected. Change the number or the schedule that gives it.`,
  );
export const badFollow = (id: string, source: string, known: readonly string[], unlike: boolean) =>
  new InputError(
    known.includes(source)
      ? `The network "${id}" follows "${source}", ${unlike ? 'which has another backbone. Give both the same.' : 'which does not learn. Follow a network that learns.'}`
      : `The network "${id}" follows "${source}", which does not exist.${didYouMean(source, known)} Networks: ${listed(known)}.`,
  );
export const batchLargerThanData = (batchSize: number, size: number, shard: boolean) =>
  new InputError(
    `A batch has ${batchSize} examples, but ${shard ? 'each shard of the data' : 'the training data'} has ${size}. Make batchSize smaller, or train on more examples.`,
  );
export const tooFewExamples = (wanted: number, left: number, all: number) =>
  new InputError(
    `${wanted} training examples were requested, but ${left} of ${all} are left after the validation split. Ask for ${left} at most.`,
  );
export const classWithoutValidation = (label: number) =>
  new InputError(
    `Class ${label} has only one training example, so validation and training cannot both have one. Set validation: { fraction: 0, seed: 0 } to train without validation, or give the class a second example.`,
  );
export const missingPerturbation = (name: string, known: readonly string[]) =>
  new InputError(
    `The perturbation schedule names "${name}", which is not in the pool. The pool: ${listed(known)}.`,
  );
export const noCleanView = (view: string) =>
  new InputError(
    `The strategy looks at the view "${view}" of all networks' examples, but with shards: 'own' each network has its own. Leave shards out.`,
  );
export const notClasses = (kind: string) =>
  new InputError(
    `The targets of the examples are ${kind}, and one class per example was expected.`,
  );
export const noSuchFile = (path: string) =>
  new InputError(
    `${path} does not exist: there is no folder to read it from. Give Files, such as folderFiles(folder) of @codistill/node.`,
  );
export const unknownPassSplit = (split: string, known: readonly string[]) =>
  new InputError(
    `The task evaluates the split "${split}", which the dataset does not have. It has: ${listed(known)}. Choose another dataset, or another task.`,
  );
export const outsideImage = (box: Box, shape: ImageSize) =>
  new InputError(
    `A framing gave the box [${box.join(', ')}] of an image of ${sizeText(shape)}: top, left, height and width in whole pixels within the image were expected.`,
  );
export const sizesVary = (dataset: string) =>
  new InputError(
    `The images of the dataset "${dataset}" have several sizes. Set image: { size: 224, train: 'random-resized-crop', evaluate: 'center-crop' } in the experiment, with the size that networks should see.`,
  );
export const largerImage = (id: string, found: ImageSize, all: ImageSize) =>
  new InputError(
    `The network "${id}" has images of ${sizeText(found)}, but all views are made at ${sizeText(all)}. Set the experiment's image size to the largest of its networks.`,
  );
export const frozenWithoutWeights = (id: string) =>
  new InputError(
    `The network "${id}" is frozen and names no weights, so it would teach from random ones: a frozen network needs weights. Give it \`weights\`, or a backbone whose initial values are trained.`,
  );
export const otherChannels = (id: string, found: number, channels: number) =>
  new InputError(
    `The normalization of the network "${id}" has ${found} numbers, and images have ${channels} ${channels === 1 ? 'channel' : 'channels'}. Give a mean and a deviation for each.`,
  );
export const noImageSize = (id: string) =>
  new InputError(
    `The network "${id}" has an image size, but the experiment has none. Set the experiment's image: { size, train, evaluate }, with the largest size of its networks.`,
  );
