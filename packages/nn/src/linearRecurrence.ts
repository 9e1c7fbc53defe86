import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * h_t = a_t h_(t-1) + b_t of each element, with h_(-1) = 0, over the second axis. `a`, `b` and the
 * result h are [batch, steps, channels].
 *
 * Pairs of neighboring steps are composed to one step of half the sequence, so there are 2
 * log2(steps) rounds of tensor operations, which are linear in the number of steps together. With
 * g_t = dL/dh_t + a_(t+1) g_(t+1), the same recurrence backwards, the gradients are dL/db_t = g_t
 * and dL/da_t = g_t h_(t-1). Only `a` and h are kept for them. Source: Blelloch 1990.
 */
export const linearRecurrence = (a: Tensor3D, b: Tensor3D): Tensor3D =>
  tf.customGrad((factors, terms, save) => {
    const h = scan(factors as Tensor3D, terms as Tensor3D);
    (save as tf.GradSaveFunc)([factors as Tensor, h]);
    return {
      value: h,
      gradFunc: (dh: Tensor, saved: Tensor[]) => {
        const [kept, states] = saved as [Tensor3D, Tensor3D];
        const backwards = scan(tf.reverse(shifted(kept, -1), 1), tf.reverse(dh as Tensor3D, 1));
        const gradient = tf.reverse(backwards, 1);
        return [tf.mul(gradient, shifted(states, 1)), gradient];
      },
    };
  })(a, b) as Tensor3D;

/** The recurrence without a gradient. */
function scan(a: Tensor3D, b: Tensor3D): Tensor3D {
  const [batch, steps, channels] = a.shape;
  if (steps === 1) return tf.clone(b);
  if (steps % 2 === 1) {
    // The odd last step follows from all others.
    const most = (x: Tensor3D) => tf.slice(x, [0, 0, 0], [-1, steps - 1, -1]);
    const last = (x: Tensor3D) => tf.slice(x, [0, x.shape[1] - 1, 0], [-1, 1, -1]);
    const h = scan(most(a), most(b));
    return tf.concat([h, tf.add(tf.mul(last(a), last(h)), last(b))], 1) as Tensor3D;
  }
  const half = steps / 2;
  const pairs = (x: Tensor3D) => {
    const folded = tf.reshape(x, [batch, half, 2 * channels]) as Tensor3D;
    return [0, channels].map((at) => tf.slice(folded, [0, 0, at], [-1, -1, channels])) as [
      Tensor3D,
      Tensor3D,
    ];
  };
  const [[a0, a1], [b0, b1]] = [pairs(a), pairs(b)];
  const second = scan(tf.mul(a1, a0), tf.add(tf.mul(a1, b0), b1));
  const first = tf.add(tf.mul(a0, shifted(second, 1)), b0);
  return tf.reshape(tf.concat([first, second], 2), [batch, steps, channels]) as Tensor3D;
}

/** x later by one step, or earlier by one for -1, with zeros where a step is missing. */
function shifted(x: Tensor3D, by: 1 | -1): Tensor3D {
  const [batch, steps, channels] = x.shape;
  const zeros = tf.zeros([batch, 1, channels]) as Tensor3D;
  if (steps === 1) return zeros;
  const rest = tf.slice(x, [0, by === 1 ? 0 : 1, 0], [-1, steps - 1, -1]);
  return tf.concat(by === 1 ? [zeros, rest] : [rest, zeros], 1) as Tensor3D;
}
