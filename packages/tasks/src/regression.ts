import { defineTask, type Fitted, type Targets } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { constantTarget, noNumbers } from './errors.ts';
import { regressionEvaluator, type Scale } from './metrics/regressionEvaluator.ts';

/**
 * K numbers for each example, such as an angle or a position. The distribution is gaussian: the
 * loss of a label is half the squared error.
 *
 * Networks learn standardized numbers, (y - mean) / deviation, with the mean and deviation of each
 * number over the training examples, so that learning rates are the same for all units. Metrics are
 * in the units of the dataset. The ensemble of networks is the mean of their predictions.
 */
export const regression = defineTask({
  id: 'regression',
  about: 'One or several numbers for each image.',
  options: z.object({
    unit: z
      .string()
      .default('')
      .describe('The unit of the numbers, such as "degrees"; reports name it. Default none.'),
  }),
  create: ({ unit }) => ({
    distribution: 'gaussian',
    takes: ['numbers'],
    fit: (targets, train, { names }) => ({ ...scaled(targets, train), ...(names && { names }) }),
    encode(targets, positions, { outputs, facts }) {
      const { values } = numbersOf(targets);
      const { mean, deviation } = factsOf(facts);
      return Float32Array.from({ length: positions.length * outputs }, (_, i) => {
        const k = i % outputs;
        return (
          (values[positions[Math.floor(i / outputs)]! * outputs + k]! - mean[k]!) / deviation[k]!
        );
      });
    },
    metrics: [
      {
        name: 'rmse',
        words: 'root mean square error',
        unit,
        higherIsBetter: false,
        counted: false,
      },
      { name: 'mae', words: 'mean absolute error', unit, higherIsBetter: false, counted: false },
      { name: 'r2', words: 'R²', unit: '', higherIsBetter: true, counted: false },
    ],
    evaluator: ({ fitted: { outputs, facts }, targets, deployed }) =>
      regressionEvaluator(
        { outputs, ...factsOf(facts) },
        Object.fromEntries(
          Object.entries(targets).map(([role, one]) => [role, numbersOf(one).values]),
        ),
        deployed,
      ),
    measure: ({ logits, targets }, { facts }) => ({
      mae: tf.mean(
        tf.mul(tf.abs(tf.sub(logits, targets)), tf.tensor1d([...factsOf(facts).deviation])),
      ),
    }),
  }),
});

// `fit` makes the facts; checkpoints and threads pass them on as JSON.
const factsOf = (facts: Fitted['facts']) => facts as unknown as Scale;

/** @throws InputError if a number is the same in all training examples. */
function scaled(targets: Targets, train: Int32Array): Fitted {
  const { values, width } = numbersOf(targets);
  const column = (k: number) =>
    Float64Array.from(train, (position) => values[position * width + k]!);
  const scales = Array.from({ length: width }, (_, k) => {
    const all = column(k);
    const mean = all.reduce((sum, y) => sum + y, 0) / all.length;
    const deviation = Math.sqrt(all.reduce((sum, y) => sum + (y - mean) ** 2, 0) / all.length);
    if (deviation === 0) throw constantTarget(k, mean);
    return { mean, deviation };
  });
  return {
    outputs: width,
    facts: {
      mean: scales.map(({ mean }) => mean),
      deviation: scales.map(({ deviation }) => deviation),
    },
  };
}

/** @throws InputError if the targets are no numbers. */
function numbersOf(targets: Targets): Extract<Targets, { readonly kind: 'numbers' }> {
  if (targets.kind !== 'numbers') throw noNumbers(targets.kind);
  return targets;
}
