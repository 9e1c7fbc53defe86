import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Initializer, Named, Scope } from '../contracts/network.ts';
import type { DeviceRandom } from '../contracts/random.ts';
import type { HostTensor } from '../contracts/state.ts';
import { stream } from '../random/stream.ts';
import { missingTensor, twoTensors, wrongShape } from './errors.ts';

/**
 * A scope that reads existing state, and the running statistics after its use. `random` receives
 * the scope's path below `name`.
 */
export function applyScope(
  name: string,
  { params, stats }: { readonly params: Named<Tensor>; readonly stats: Named<Tensor> },
  training: boolean,
  random: (scope: string) => DeviceRandom,
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
  });
  return { scope: make(''), stats: () => next };
}

/**
 * A scope that creates every requested tensor on the host, from the random stream
 * `init/<name>/<path>`. Its random numbers are all zero.
 */
export function initScope(
  name: string,
  seed: number,
): {
  readonly scope: Scope;
  readonly params: Readonly<Record<string, HostTensor>>;
  readonly stats: Readonly<Record<string, HostTensor>>;
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
  const zeros = (_name: string, shape: readonly number[]) => tf.zeros([...shape]);
  const make = (path: string): Scope => ({
    training: true,
    random: { uniform: zeros, normal: zeros },
    at: (part) => make(`${path}${part}/`),
    param: (part, shape, init) => create(params, path + part, shape, init),
    stat: (part, shape, init) => create(stats, path + part, shape, init),
    setStat: () => {},
  });
  return { scope: make(''), params, stats };
}

const same = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((size, i) => size === b[i]);
