import * as tf from '@tensorflow/tfjs-core';

/** The result of `run`, whose tensors are freed, unless they are kept. */
export function tidied<T>(run: () => T): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = run();
  });
  return result as T;
}
