import { type Evaluator, type EvaluatorSetting, type Measures, perNetwork } from '@codistill/core';

/** The mean and deviation of each number over the training examples. */
export interface Scale {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * The metrics of K numbers, in the units of the dataset, from standardized predictions.
 *
 * - `rmse`: the root of the mean over examples and numbers of the squared error.
 * - `mae`: the mean over examples and numbers of the absolute error.
 * - `r2`: the mean over numbers of 1 - (sum of squared errors) / (sum of squared distances from the
 *   mean of the split). For a number that is constant in the split it is 1 if it is predicted
 *   exactly, else 0.
 * - `disagreement`: the root mean square difference of two networks.
 */
export function regressionEvaluator(
  { outputs, mean, deviation }: Scale & { readonly outputs: number },
  numbers: Readonly<Record<string, Float32Array>>,
  deployed: EvaluatorSetting['deployed'],
): Evaluator {
  return perNetwork(deployed, {
    names: ['rmse', 'mae', 'r2'],
    predictions: (logits) => logits.map((z, i) => z * deviation[i % outputs]! + mean[i % outputs]!),
    measures: () => numberMeasures(outputs, mean, numbers),
    difference: (a, b) => a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / outputs,
    disagreement: (sum, examples) => Math.sqrt(sum / examples),
  });
}

function numberMeasures(
  outputs: number,
  centers: readonly number[],
  numbers: Readonly<Record<string, Float32Array>>,
): Measures {
  // Distances from the training mean, because sums of large numbers would lose digits.
  const each = centers.map(() => ({ squares: 0, distances: 0, errors: 0 }));
  const sums = { examples: 0, absolute: 0 };
  return {
    add(predictions, positions, role) {
      positions.forEach((position, i) => {
        each.forEach((sum, k) => {
          const y = numbers[role]![position * outputs + k]!;
          const error = predictions[i * outputs + k]! - y;
          const distance = y - centers[k]!;
          sum.errors += error ** 2;
          sum.distances += distance;
          sum.squares += distance ** 2;
          sums.absolute += Math.abs(error);
        });
      });
      sums.examples += positions.length;
    },
    end() {
      const count = sums.examples;
      const explained = each.map(({ squares, distances, errors }) => {
        const total = squares - distances ** 2 / count;
        return total > 0 ? 1 - errors / total : Number(errors === 0);
      });
      return {
        rmse: Math.sqrt(each.reduce((sum, { errors }) => sum + errors, 0) / (count * outputs)),
        mae: sums.absolute / (count * outputs),
        r2: explained.reduce((sum, value) => sum + value, 0) / outputs,
      };
    },
  };
}
