import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Named } from '../contracts/network.ts';
import type { NetworkState, Optimizer } from '../contracts/state.ts';

type Trained = Pick<NetworkState<Tensor>, 'params' | 'slots'>;

/**
 * Parameters and slots after one optimizer step. The gradients are first scaled so that their joint
 * norm is at most `clipNorm`.
 */
export function updated(
  optimizer: Optimizer,
  grads: Named<Tensor>,
  { params, slots }: Trained,
  learningRate: Scalar,
  clipNorm: number | undefined,
): Trained {
  if (Object.keys(params).length === 0) return { params, slots };
  return optimizer.update(
    clipNorm === undefined ? grads : clipped(grads, clipNorm),
    slots,
    params,
    learningRate,
  );
}

/**
 * g min(1, c / (|g| + 1e-6)) with the joint norm |g| of all gradients, as in
 * torch.nn.utils.clip_grad_norm_.
 */
function clipped(grads: Named<Tensor>, clipNorm: number): Named<Tensor> {
  const norm = tf.sqrt(tf.addN(Object.values(grads).map((grad) => tf.sum(tf.square(grad)))));
  const factor = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)));
  return mapNamed(grads, (grad) => tf.mul(grad, factor));
}

/** `before` if hold is 1, else `after`. */
export function held(hold: Scalar | undefined, before: Trained, after: Trained): Trained {
  if (!hold) return after;
  const holds = tf.equal(hold, 1);
  const choose = (old: Named<Tensor>, next: Named<Tensor>) =>
    mapNamed(next, (value, name) => tf.where(holds, old[name]!, value));
  return { params: choose(before.params, after.params), slots: choose(before.slots, after.slots) };
}

/**
 * A following network after the step. Its parameters become s if take is 1, f if take is 0, and f +
 * take (s - f) otherwise. Its running statistics become those of the source if take is not 0,
 * unless the network trains its own. It uses `where`, because f + 1 (s - f) is not exactly s in
 * floating point.
 */
export function followed(
  follower: NetworkState<Tensor>,
  source: NetworkState<Tensor>,
  take: Scalar,
  ownStats: boolean,
): NetworkState<Tensor> {
  const whole = tf.greaterEqual(take, 1);
  const none = tf.lessEqual(take, 0);
  const params = mapNamed(follower.params, (value, name) => {
    const from = source.params[name]!;
    return tf.where(
      whole,
      from,
      tf.where(none, value, tf.add(value, tf.mul(take, tf.sub(from, value)))),
    );
  });
  const stats = ownStats
    ? follower.stats
    : mapNamed(follower.stats, (value, name) => tf.where(none, value, source.stats[name]!));
  return { params, stats, slots: follower.slots };
}

export const mapNamed = <A, B>(
  values: Named<A>,
  map: (value: A, name: string) => B,
): Record<string, B> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]));
