import type { Initializer, Scope } from '@codistill/core';
import { conv } from '@codistill/nn';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { patchesOfImage } from './errors.ts';

/** Patches of images as tokens, and the grid that they form. */
export interface PatchTokens {
  /** [batch, rows columns, channels], row by row. */
  readonly tokens: Tensor3D;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A linear map of each square patch of `patch` pixels, with a bias. The kernel begins by `init`.
 * @throws InputError if the patches do not fill the image.
 */
export function patchTokens(
  scope: Scope,
  images: Tensor4D,
  given: { readonly patch: number; readonly channels: number; readonly init: Initializer },
): PatchTokens {
  const { patch, channels, init } = given;
  const [batch, height, width] = images.shape;
  if (height % patch !== 0 || width % patch !== 0) throw patchesOfImage(patch, height, width);
  const map = conv(scope.at('patches'), images, {
    filters: channels,
    kernelSize: patch,
    strides: patch,
    padding: 0,
    bias: true,
    init,
  });
  const [rows, columns] = [height / patch, width / patch];
  return { tokens: tf.reshape(map, [batch, rows * columns, channels]), rows, columns };
}
