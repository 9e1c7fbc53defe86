// Moves tensors from the host to the engine and back.
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Named } from '../contracts/network.ts';
import type { HostTensor } from '../contracts/state.ts';

/** A host tensor on the engine. */
export const toTensor = ({ data, shape }: HostTensor): Tensor =>
  tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');

/** Host tensors on the engine. */
export const toTensors = (values: Named<HostTensor>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toTensor(value)]));

/** Reads engine tensors to the host and disposes them. */
export async function toHost(values: Named<Tensor>): Promise<Record<string, HostTensor>> {
  const read = async ([name, tensor]: [string, Tensor]) => {
    const data = (await tensor.data()).slice() as Float32Array | Int32Array;
    tensor.dispose();
    return [name, { shape: [...tensor.shape], data }] as const;
  };
  return Object.fromEntries(await Promise.all(Object.entries(values).map(read)));
}
