// All errors of exports. Each says what was found, what was expected and what to do.
import { InputError } from '@codistill/core';

export const otherKernels = (at: number, one: string, other: string) =>
  new InputError(
    `Kernel ${at} of the forward pass is ${one} for a batch of one size and ${other} for another, and the same kernels for every size were expected. Write the backbone so that what it computes does not depend on the number of images.`,
  );
export const otherBatch = (kernel: string, what: string, values: readonly unknown[]) =>
  new InputError(
    `The ${what} of the kernel ${kernel} depends on the size of the batch in a way that no file can state: ${values.map((value) => JSON.stringify(value)).join(' and ')} for 2 and 3 images. Write the backbone so that it is the same for all sizes, or a multiple of them.`,
  );
export const unmappedKernel = (kernel: string, format: string, why = '') =>
  new InputError(
    `The network uses the TensorFlow.js kernel ${kernel}${why === '' ? '' : ` ${why}`}, and the format ${format} has no translation of it yet. Export to another format, or write the backbone without it.`,
  );
export const unknownNetwork = (path: string, network: string, known: readonly string[]) =>
  new InputError(
    `${path} has no network "${network}"; it has: ${known.join(', ')}. Name one of these by --network.`,
  );
export const whichNetwork = (path: string, known: readonly string[], first: string) =>
  new InputError(
    `${path} has ${known.length} networks, and one was expected: ${known.join(', ')}. Name it, such as --network ${first}.`,
  );
export const unknownFormat = (format: string, known: readonly string[]) =>
  new InputError(
    `There is no format "${format}". Networks are written as: ${known.join(', ')}. Name one of these by --to.`,
  );
export const namesOfFormat = (format: string) =>
  new InputError(
    `--names is for --to safetensors, and ${format} was asked for, whose tensors nobody loads by name. Leave --names out.`,
  );
export const foldedWeights = () =>
  new InputError(
    '--fold-batch-norm changes the operations of a network, and --to safetensors writes its tensors alone. Leave one of the two out.',
  );
export const noNamesOf = (library: string, backbone: string, known: readonly string[]) =>
  new InputError(
    `The backbone ${backbone} does not say how its tensors are called in "${library}"; it knows: ${known.length === 0 ? 'no library' : known.join(', ')}. Leave --names out for the names of codistill.`,
  );
