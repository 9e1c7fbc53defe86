import type { Initializer } from '@codistill/core';
import { normal, zeros } from '@codistill/nn';

/**
 * Initial values of a dense layer: a normal kernel with deviation `deviation`, and a bias of zeros.
 */
export const normalKernel =
  (deviation: number): Initializer =>
  (shape, rng) =>
    (shape.length === 1 ? zeros : normal(deviation))(shape, rng);
