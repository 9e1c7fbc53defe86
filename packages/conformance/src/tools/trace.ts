import type { DeviceRandom } from '@codistill/core';
import { randomValues } from '@codistill/core/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

interface Engine {
  runKernel(name: string, inputs: Readonly<Record<string, Tensor>>, attributes?: object): unknown;
  makeTensor(values: ArrayLike<number>, shape: number[], dtype?: string, backend?: unknown): Tensor;
}

let paused = 0;
const quietly = <T>(f: () => T): T => {
  paused++;
  try {
    return f();
  } finally {
    paused--;
  }
};

/**
 * The result of `f`, and the content of its compiled program: all operations with attributes and
 * shapes, and all constants with their values.
 */
export function traced<T>(f: () => T): { readonly result: T; readonly trace: readonly string[] } {
  const engine = tf.engine() as Engine;
  const before = { runKernel: engine.runKernel, makeTensor: engine.makeTensor };
  const trace: string[] = [];
  const say = (line: () => string) => {
    if (paused === 0) trace.push(line());
  };
  engine.runKernel = (name, inputs, attributes) => {
    say(() => `${name}(${shapes(inputs)}) ${JSON.stringify(attributes ?? {})}`);
    return before.runKernel.call(engine, name, inputs, attributes);
  };
  engine.makeTensor = (values, shape, dtype, backend) => {
    say(() => `constant [${shape}] ${brief(values)}`);
    return before.makeTensor.call(engine, values, shape, dtype, backend);
  };
  try {
    return { result: f(), trace };
  } finally {
    engine.runKernel = before.runKernel;
    engine.makeTensor = before.makeTensor;
  }
}

const shapes = (inputs: Readonly<Record<string, Tensor>>) =>
  Object.entries(inputs)
    .map(
      ([name, value]) =>
        `${name}: ${Array.isArray(value) ? value.map((one: Tensor) => `[${one.shape}]`).join('+') : `[${value?.shape ?? ''}]`}`,
    )
    .join(', ');

function brief(values: ArrayLike<number>): string {
  const list = Array.from(values);
  if (list.length <= 8) return list.join(' ');
  return `${list.length} values, ${list.reduce((hash, value, i) => (hash * 31 + Math.fround(value) * (i + 1)) % 1e9, 7)}`;
}

/** Random numbers of one step, made outside the trace because a program receives them as input. */
export const randomOf =
  (seed: number, step = 0) =>
  (scope: string): DeviceRandom => {
    const draw = (kind: 'uniform' | 'normal') => (name: string, shape: readonly number[]) =>
      quietly(() =>
        tf.tensor(randomValues(seed, `${scope}/${name}`, step, kind, shape), [...shape]),
      );
    return { uniform: draw('uniform'), normal: draw('normal') };
  };
