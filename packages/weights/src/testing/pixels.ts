import * as tf from '@tensorflow/tfjs-core';

/** Two images [2, side, side, 3] that golden/models.py makes too, with values in [-1, 1). */
export const pixelsOf = (side: number): tf.Tensor4D =>
  tf.tensor4d(
    Float32Array.from(
      { length: 2 * side * side * 3 },
      (_, i) =>
        // The product of large indices is not exact in a double, so it is reduced before.
        ((31 * (i % 10007) ** 2 + 7919 * (i % 10007)) % 10007) / 5003.5 - 1,
    ),
    [2, side, side, 3],
  );
