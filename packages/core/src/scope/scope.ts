import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Initializer, Named, Scope } from '../contracts/network.ts';
import type { DeviceRandom } from '../contracts/random.ts';
import type { HostTensor } from '../contracts/state.ts';
import { stream } from '../random/stream.ts';
import { recomputed } from '../step/recompute.ts';
import { missingTensor, twoTensors, wrongShape } from './errors.ts';

/**
 * A scope that reads existing state, and the running statistics after its use. `random` receives
 * the scope's path below `name`. With `recompute`, blocks are computed again in the backward pass.
 */
export function applyScope(
  name: string,
  { params, stats }: { readonly params: Named<Tensor>; readonly stats: Named<Tensor> },
  training: boolean,
  random: (scope: string) => DeviceRandom,
  recompute = false,
): { readonly scope: Scope; stats(): Named<Tensor> } {
  const next: Record<string, Tensor> = { ...stats };
  const find = (from: Named<Tensor>, path: string, shape: readonly number[]) => {
    const tensor = from[path];
    if (!tensor) throw missingTensor(name, path, Object.keys(from));
    if (!same(tensor.shape, shape)) throw wrongShape(name, path, tensor.shape, shape);
    return tensor;
  };
  const make = (path: string): Scope => ({
    training,
    random: random(`${name}/${path}`.replace(/\/$/, '')),
    at: (part) => make(`${path}${part}/`),
    param: (part, shape) => find(params, path + part, shape),
    stat: (part, shape) => find(next, path + part, shape),
    setStat: (part, value) => {
      next[path + part] = value;
    },
    ...(recompute && { block: (x, f) => recomputed(make(path), x, f) }),
  });
  return { scope: make(''), stats: () => next };
}

/**
 * A scope that creates every requested tensor on the host, from the random stream
 * `init/<name>/<path>`. Its random numbers are all zero. `blocks` is the number of blocks so far.
 */
export function initScope(
  name: string,
  seed: number,
): {
  readonly scope: Scope;
  readonly params: Readonly<Record<string, HostTensor>>;
  readonly stats: Readonly<Record<string, HostTensor>>;
  blocks(): number;
} {
  const params: Record<string, HostTensor> = {};
  const stats: Record<string, HostTensor> = {};
  const create = (
    into: Record<string, HostTensor>,
    path: string,
    shape: readonly number[],
    init: Initializer,
  ) => {
    if (params[path] ?? stats[path]) throw twoTensors(name, path);
    const data = init(shape, stream(seed, `init/${name}/${path}`, 0));
    into[path] = { shape: [...shape], data };
    return tf.tensor(data, [...shape]);
  };
  let blocks = 0;
  const zeros = (_name: string, shape: readonly number[]) => tf.zeros([...shape]);
  const make = (path: string): Scope => ({
    training: true,
    random: { uniform: zeros, normal: zeros },
    at: (part) => make(`${path}${part}/`),
    param: (part, shape, init) => create(params, path + part, shape, init),
    stat: (part, shape, init) => create(stats, path + part, shape, init),
    setStat: () => {},
    block(x, f) {
      blocks++;
      return f(make(path), x);
    },
  });
  return { scope: make(''), params, stats, blocks: () => blocks };
}

const same = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((size, i) => size === b[i]);
