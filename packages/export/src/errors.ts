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
