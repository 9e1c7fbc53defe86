import type { Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkSetup } from './setup.ts';
import { shrunk } from './shrink.ts';

/** The images of a view as a network sees them: of its size, and normalized as it needs them. */
export function seen(
  images: Tensor4D,
  { imageSize, affine }: Pick<NetworkSetup, 'imageSize' | 'affine'>,
): Tensor4D {
  const sized = shrunk(images, imageSize);
  if (!affine) return sized;
  return tf.add(
    tf.mul(sized, tf.tensor1d([...affine.factor])),
    tf.tensor1d([...affine.offset]),
  ) as Tensor4D;
}
