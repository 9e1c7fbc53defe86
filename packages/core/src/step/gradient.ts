// All memory rules of a step live in this file: plugins neither tidy, keep nor dispose.

import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Named } from '../contracts/network.ts';

/**
 * What `f` returns, computed off the gradient tape: a constant to every gradient. No gradient may
 * be taken inside `f`.
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
 * The same values as a constant to gradients, of the shape of `x`. The core already detaches teachers and
 * weights of edges, so strategies rarely need it.
 *
 * TensorFlow.js has no `stopGradient`. A `customGrad` with zero gradient stays on the tape, where
 * later operations such as `less` or `argMin` have no gradient function and fail.
 *
 * @example
 * ```ts
 * const dx = tf.grad((x) => tf.sum(tf.mul(x, detach(x))))(tf.tensor1d([3]));
 * console.log(dx.dataSync()[0]); // 3
 * ```
 */
export const detach = <T extends Tensor>(x: T): T => untaped(() => tf.clone(x));

/**
 * The loss of `f`, its gradients with respect to `params` by name (zeros where `f` does not depend
 * on one), and the auxiliary tensors.
 * To be called inside `tf.tidy`, to which everything returned belongs. Where `f` throws, nothing
 * stays behind.
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
  // A clone is tracked by the enclosing tidy, a kept tensor is not.
  const aux = Object.fromEntries(
    Object.entries(kept).map(([name, tensor]) => {
      const owned = tf.clone(tensor);
      tensor.dispose();
      return [name, owned];
    }),
  );
  return {
    loss: value as Scalar,
    // The same names as in `f`'s result, which `Object.fromEntries` does not say.
    aux: aux as unknown as A,
    grads: Object.fromEntries(
      names.map((name, i) => [name, grads[i] ?? tf.zerosLike(params[name]!)]),
    ),
  };
}

/**
 * TF.js keeps what the backward pass needs, and frees it only after a backward pass that succeeds.
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

/** What `f` returns, of any shape; the tensors made in it are freed unless they were kept. */
export function tidied<T>(f: () => T): T {
  let result!: T;
  tf.tidy(() => {
    result = f();
  });
  return result;
}
