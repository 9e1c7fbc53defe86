import { distributions, kl, type Runtime, type StepDefinition } from '@codistill/core';

import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { examples, type Pair } from './divergencePairs.ts';
import { emptyBatch, emptyPlan, stateWith } from './paramsAlone.ts';

export interface Divergence {
  /** T^2 KL of each example. */
  readonly values: readonly number[];
  /**
   * The gradients of the sum of the values in the student's and the target's logits, example by
   * example.
   */
  readonly student: readonly number[];
  readonly target: readonly number[];
}

const softmax = (z: readonly number[]) => {
  const highest = z.reduce((a, b) => Math.max(a, b));
  const e = z.map((value) => Math.exp(value - highest));
  const sum = e.reduce((a, b) => a + b);
  return {
    p: e.map((value) => value / sum),
    log: z.map((value) => value - highest - Math.log(sum)),
  };
};

/** The divergence and its gradients by definition, in double precision. */
export function divergenceOf({ temperature: T, classes, ...logits }: Pair): Divergence {
  const rows = Array.from({ length: examples }, (_, i) => {
    const row = (z: Float32Array) =>
      softmax(Array.from(z.subarray(i * classes, (i + 1) * classes), (value) => value / T));
    const [t, s] = [row(logits.target), row(logits.student)];
    const gap = t.log.map((value, k) => value - s.log[k]!);
    const divergence = t.p.reduce((sum, p, k) => sum + p * gap[k]!, 0);
    return {
      value: T * T * divergence,
      student: s.p.map((q, k) => T * (q - t.p[k]!)),
      target: t.p.map((p, k) => T * p * (gap[k]! - divergence)),
    };
  });
  return {
    values: rows.map(({ value }) => value),
    student: rows.flatMap((row) => row.student),
    target: rows.flatMap((row) => row.target),
  };
}

/** The divergence and its gradients that a program of `runtime` computes. */
export async function divergenceOn(runtime: Runtime, pair: Pair): Promise<Divergence> {
  const program = await runtime.program(definitionOf(pair));
  const shape = [examples, pair.classes];
  const state = stateWith({
    target: { shape, data: pair.target },
    student: { shape, data: pair.student },
  });
  try {
    await program.load(state);
    const { names, values } = await program.step({ a: emptyBatch }, emptyPlan);
    const part = (name: string) =>
      names.flatMap((each, i) => (each.startsWith(`${name}/`) ? [values[i]!] : []));
    return { values: part('values'), student: part('student'), target: part('target') };
  } finally {
    program.dispose();
  }
}

function definitionOf({ temperature }: Pair): StepDefinition {
  const loss = kl({ temperature });
  const values = (target: Tensor, student: Tensor) =>
    loss.perExample(
      { logits: student as Tensor2D },
      { logits: target as Tensor2D },
      undefined!,
      distributions.categorical,
    );
  const numbers = (name: string, tensor: Tensor) =>
    tf.unstack(tf.reshape(tensor, [-1])).map((value, i) => [`${name}/${i}`, value as Scalar]);
  return {
    precision: 'float32',
    randomness: 'fed',
    key: () => '',
    step(state) {
      const { target, student } = state.networks['a']!.params as Record<string, Tensor>;
      const gradients = tf.grads((t, s) => tf.sum(values(t!, s!)))([target!, student!]);
      const metrics = [
        ...numbers('values', values(target!, student!)),
        ...numbers('target', gradients[0]!),
        ...numbers('student', gradients[1]!),
      ];
      return { state, metrics: Object.fromEntries(metrics) as Record<string, Scalar> };
    },
    evaluate: (_state, images) => ({ a: tf.reshape(images, [1, 1]) as Tensor2D }),
  };
}
