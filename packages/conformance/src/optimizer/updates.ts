import { type HostTensor, type Named, type Optimizer, stream } from '@codistill/core';
import { withoutHostReads } from '@codistill/core/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { traced } from '../tools/trace.ts';

/** The parameters that the tests update, by name. */
export const shapes: Readonly<Record<string, readonly number[]>> = {
  'layer/kernel': [3, 4],
  'layer/bias': [4],
  'norm/scale': [4],
  filter: [3, 3, 1, 2],
};
/** Their names. */
export const names = Object.keys(shapes);

interface Outcome {
  readonly params: Named<HostTensor>;
  readonly slots: Named<HostTensor>;
  readonly before: { readonly params: Named<HostTensor>; readonly slots: Named<HostTensor> };
  readonly untouched: boolean;
  readonly traces: readonly (readonly string[])[];
}

/**
 * A few updates from fixed parameters, with random gradients or the gradients of the sum of
 * squares.
 */
export function run(
  optimizer: Optimizer,
  steps: number,
  options: {
    readonly rate?: number;
    readonly scale?: number;
    readonly seed?: number;
    readonly order?: readonly string[];
    readonly bowl?: boolean;
  } = {},
): Outcome {
  const { rate = 0.1, scale = 1, seed = 0, order = names, bowl = false } = options;
  const random = (name: string, step: number, factor: number) => {
    const rng = stream(seed, `conformance/${name}`, step);
    return tf.tensor(
      Float32Array.from(
        { length: shapes[name]!.reduce((a, b) => a * b, 1) },
        () => factor * rng.normal(),
      ),
      [...shapes[name]!],
    );
  };
  const each = (make: (name: string) => Tensor) =>
    Object.fromEntries(order.map((name) => [name, make(name)]));
  let outcome!: Outcome;
  tf.tidy(() => {
    let params: Named<Tensor> = each((name) => random(name, 0, 1));
    let slots: Named<Tensor> = optimizer.init(params);
    const before = { params: host(params), slots: host(slots) };
    const traces: (readonly string[])[] = [];
    let untouched = true;
    for (let step = 1; step <= steps; step++) {
      const grads = bowl
        ? each((name) => tf.mul(params[name]!, 2))
        : each((name) => random(name, step, scale));
      const learningRate = tf.scalar(rate);
      const given = [params, slots, grads].map(host);
      const { result, trace } = traced(() =>
        withoutHostReads(() => optimizer.update(grads, slots, params, learningRate)),
      );
      traces.push(trace);
      untouched &&= [params, slots, grads].every(
        (values, i) => JSON.stringify(plain(host(values))) === JSON.stringify(plain(given[i]!)),
      );
      ({ params, slots } = result);
    }
    outcome = { params: host(params), slots: host(slots), before, untouched, traces };
  });
  return outcome;
}

const host = (values: Named<Tensor>): Named<HostTensor> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { shape: value.shape, data: value.dataSync().slice() as Float32Array },
    ]),
  );
const plain = (values: Named<HostTensor>) => Object.values(values).map(({ data }) => [...data]);
