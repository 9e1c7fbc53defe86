import type { Scope } from '@codistill/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { constant } from './initializers.ts';

/**
 * x times one learned factor for each channel, [..., channels] to the same shape. The parameter is
 * `scale` [channels], which starts at `initial`, 1e-6 by default. Source: Touvron et al., ICCV 2021
 * (CaiT).
 */
export const layerScale = <T extends Tensor>(scope: Scope, x: T, initial = 1e-6): T =>
  tf.mul(x, scope.param('scale', [x.shape[x.rank - 1]!], constant(initial))) as T;
