// All memory management of a step is in this file. Plugins neither tidy, keep nor dispose.

import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Named } from '../contracts/network.ts';

/**
 * The result of `f`, computed off the gradient tape, so that it carries no gradient. `f` must not
 * take gradients itself.
 */
export function untaped<T>(f: () => T): T {
  const { state } = tf.engine();
  const depth = state.gradientDepth;
  state.gradientDepth = 0;
  try {
    return f();
  } finally {
    state.gradientDepth = depth;
  }
}

/**
 * The same values as x, of the shape of x, without a gradient. The core already detaches the
 * teachers and weights of edges, so strategies rarely need it.
 *
 * TensorFlow.js has no `stopGradient`. A `customGrad` with a zero gradient stays on the tape, so
 * later operations without a gradient function, such as `less` or `argMin`, would fail.
 *
 * @example
 * ```ts
 * const dx = tf.grad((x) => tf.sum(tf.mul(x, detach(x))))(tf.tensor1d([3]));
 * console.log(dx.dataSync()[0]); // 3
 * ```
 */
export const detach = <T extends Tensor>(x: T): T => untaped(() => tf.clone(x));

/**
 * The loss of `f`, its gradients with respect to `params` by name, and the auxiliary tensors. A
 * gradient is zero if `f` does not depend on the parameter. Call it inside `tf.tidy`, which owns
 * everything returned. If `f` throws, no tensor leaks.
 */
export function valueAndGrad<A extends Named<Tensor>>(
  f: () => { readonly loss: Scalar; readonly aux: A },
  params: Named<Tensor>,
): { readonly loss: Scalar; readonly grads: Named<Tensor>; readonly aux: A } {
  const kept: Record<string, Tensor> = {};
  const names = Object.keys(params);
  const { value, grads } = freeTapeOnThrow(kept, () =>
    tf.engine().gradients(
      () => {
        const { loss, aux } = f();
        for (const [name, tensor] of Object.entries(aux)) kept[name] = tf.keep(tf.clone(tensor));
        return loss;
      },
      names.map((name) => params[name]!),
      undefined,
      true,
    ),
  );
  // The enclosing tidy tracks a clone, but not a kept tensor.
  const aux = Object.fromEntries(
    Object.entries(kept).map(([name, tensor]) => {
      const owned = tf.clone(tensor);
      tensor.dispose();
      return [name, owned];
    }),
  );
  return {
    loss: value as Scalar,
    // The names are those of the result of `f`, but `Object.fromEntries` loses this type.
    aux: aux as unknown as A,
    grads: Object.fromEntries(
      names.map((name, i) => [name, grads[i] ?? tf.zerosLike(params[name]!)]),
    ),
  };
}

/**
 * TF.js keeps the tensors of the backward pass, and frees them only after a successful backward
 * pass.
 */
function freeTapeOnThrow<T>(kept: Named<Tensor>, f: () => T): T {
  try {
    return f();
  } catch (error) {
    for (const node of tf.engine().state.activeTape ?? [])
      for (const tensor of node.saved ?? []) tensor?.dispose();
    tf.dispose(kept as Record<string, Tensor>);
    throw error;
  }
}

/** The result of `f`, of any type. Frees the tensors made in `f` that were not kept. */
export function tidied<T>(f: () => T): T {
  let result!: T;
  tf.tidy(() => {
    result = f();
  });
  return result;
}
