import type { Backbone } from '@codistill/core';
import { applyScope, initScope } from '@codistill/core/engine';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

type Named<T> = Readonly<Record<string, T>>;

// The step that the Python scripts take too: four images of the classes 0 to 3.

/** The number of classes of every case. */
const classes = 5;
const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * Element i is ((31 i^2 + 7919 i + 104729 key) mod 10007) / 5003.5 - 1, times `factor`, plus
 * `offset`, as in the Python scripts.
 */
export const spread = (shape: readonly number[], key: number, factor = 1, offset = 0) => {
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++)
    values[i] = offset + factor * (((31 * i * i + 7919 * i + 104729 * key) % 10007) / 5003.5 - 1);
  return tf.tensor(values, [...shape]);
};

function initial(name: string, shape: readonly number[], key: number): Tensor {
  if (name.endsWith('scale')) return spread(shape, key, 0.3, 1);
  if (name.endsWith('offset')) return spread(shape, key, 0.5, 1.5);
  return spread(
    shape,
    key,
    name.endsWith('kernel') ? Math.sqrt(3 / sizeOf(shape.slice(0, -1))) : 0.3,
  );
}

const noRandom = () => ({
  uniform: (): never => undefined as never,
  normal: (): never => undefined as never,
});

/**
 * The sorted names of a network's parameters, the parameters as the Python scripts fill them, and
 * running statistics as they start.
 */
export function stateOf(backbone: Backbone, size: number) {
  const made = initScope('a', 0);
  tf.tidy(() => {
    backbone.forward(made.scope, tf.zeros([1, size, size, 3]), classes);
  });
  const names = Object.keys(made.params).sort();
  const params = Object.fromEntries(
    names.map((name, i) => [name, initial(name, made.params[name]!.shape, i + 2)]),
  );
  const stats = Object.fromEntries(
    Object.entries(made.stats).map(([name, { data, shape }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]),
  );
  return { names, params, stats };
}

/** The images of the step, [4, size, size, 3]. */
export const imagesOf = (size: number) => spread([4, size, size, 3], 1) as Tensor4D;

/** The one-hot labels of the step, [4, classes]. */
export const stepLabels = () =>
  tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), classes), 'float32') as Tensor2D;

/** The heads of a network, and its running statistics afterwards. */
export function predict(
  backbone: Backbone,
  images: Tensor4D,
  params: Named<Tensor>,
  stats: Named<Tensor>,
  training: boolean,
) {
  const scoped = applyScope('a', { params, stats }, training, noRandom);
  return { heads: backbone.forward(scoped.scope, images, classes), after: scoped.stats() };
}
