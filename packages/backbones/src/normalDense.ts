import type { Scope } from '@codistill/core';
import { dense, normal, uniform } from '@codistill/nn';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { kernelAndBias } from './kernelAndBias.ts';

/** A dense layer with a kernel from N(0, deviation^2) and PyTorch's default bias. */
export const normalDense = (
  scope: Scope,
  x: Tensor2D,
  { units, deviation }: { readonly units: number; readonly deviation: number },
): Tensor2D =>
  dense(scope, x, {
    units,
    init: kernelAndBias(normal(deviation), uniform(1 / Math.sqrt(x.shape[1]))),
  });
