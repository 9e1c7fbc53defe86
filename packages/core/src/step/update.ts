import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Named } from '../contracts/network.ts';
import type { NetworkState, Optimizer } from '../contracts/state.ts';

type Trained = Pick<NetworkState<Tensor>, 'params' | 'slots'>;

/**
 * Parameters and slots after one step of the optimizer on gradients whose norm over all parameters
 * is cut to `clipNorm`.
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
 * g min(1, c / (|g| + 1e-6)), the norm over all gradients together, as
 * torch.nn.utils.clip_grad_norm_ has it.
 */
function clipped(grads: Named<Tensor>, clipNorm: number): Named<Tensor> {
  const norm = tf.sqrt(tf.addN(Object.values(grads).map((grad) => tf.sum(tf.square(grad)))));
  const factor = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)));
  return mapNamed(grads, (grad) => tf.mul(grad, factor));
}

/** `before` where `hold` is 1, else `after`. */
export function held(hold: Scalar | undefined, before: Trained, after: Trained): Trained {
  if (!hold) return after;
  const holds = tf.equal(hold, 1);
  const choose = (old: Named<Tensor>, next: Named<Tensor>) =>
    mapNamed(next, (value, name) => tf.where(holds, old[name]!, value));
  return { params: choose(before.params, after.params), slots: choose(before.slots, after.slots) };
}

/**
 * A following network after the step: parameters f' = s where take is 1, f where it is 0, f + take
 * (s - f) between; statistics those of the source where take is not 0, unless the network trains
 * its own. By `where`, because f + 1 (s - f) is not s in floating point.
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
