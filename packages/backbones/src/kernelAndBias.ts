import type { Initializer } from '@codistill/core';
import { normal, zeros } from '@codistill/nn';

/**
 * Initial values of a dense layer: the kernel by `kernel`, and the bias by `bias`, default zeros.
 */
export const kernelAndBias =
  (kernel: Initializer, bias: Initializer = zeros): Initializer =>
  (shape, rng) =>
    (shape.length === 1 ? bias : kernel)(shape, rng);

/** A kernel from N(0, deviation^2), and a bias of zeros. */
export const normalKernel = (deviation: number): Initializer => kernelAndBias(normal(deviation));
