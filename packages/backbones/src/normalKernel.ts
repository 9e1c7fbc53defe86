import type { Initializer } from '@codistill/core';
import { normal, zeros } from '@codistill/nn';

/** Of a dense layer: normal numbers of deviation `deviation` for the kernel, zeros for the bias. */
export const normalKernel =
  (deviation: number): Initializer =>
  (shape, rng) =>
    (shape.length === 1 ? zeros : normal(deviation))(shape, rng);
