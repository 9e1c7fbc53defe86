import {
  calibrationError,
  distributions,
  type Evaluator,
  type EvaluatorSetting,
  type Measures,
  perNetwork,
} from '@codistill/core';
import { averagePrecision } from './averagePrecision.ts';

const smallest = 1e-12;

/**
 * The metrics of K labels from probabilities p, [examples, K], and bits y. A label is predicted if
 * p is at least 1/2.
 *
 * - `map`: the mean over labels of the average precision; labels that no example has are left out.
 * - `exact`: the share of examples with all labels right; `labels`: the share of right labels.
 * - `microF1`: F1 of all labels together; `macroF1`: the mean over labels of F1, which is 0 for a
 *   label that is neither present nor predicted.
 * - `nll`: the mean over examples and labels of -y log p - (1 - y) log(1 - p), with logarithms of at
 *   least 1e-12.
 * - `ece`: the expected calibration error over all pairs of example and label, with 15 bins over p.
 * - `disagreement`: the share of labels that two networks predict differently.
 */
export function multiLabelEvaluator(
  outputs: number,
  bits: Readonly<Record<string, Uint8Array>>,
  deployed: EvaluatorSetting['deployed'],
): Evaluator {
  return perNetwork(deployed, {
    names: ['map', 'exact', 'labels', 'microF1', 'macroF1', 'nll', 'ece'],
    predictions: (logits) => distributions.bernoulli.hostMean(logits, outputs),
    measures: () => labelMeasures(outputs, bits),
    difference: (p, q) =>
      p.reduce((sum, value, i) => sum + (value >= 0.5 === q[i]! >= 0.5 ? 0 : 1), 0) / outputs,
    disagreement: (sum, examples) => sum / examples,
  });
}

function labelMeasures(outputs: number, bits: Readonly<Record<string, Uint8Array>>): Measures {
  const each = Array.from({ length: outputs }, () => ({
    scores: [] as number[],
    outcomes: [] as number[],
    counts: { present: 0, predicted: 0, both: 0 },
  }));
  const calibration = calibrationError();
  const sums = { examples: 0, exact: 0, right: 0, nll: 0 };
  return {
    add(p, positions, role) {
      positions.forEach((position, i) => {
        let wrong = 0;
        each.forEach(({ scores, outcomes, counts }, k) => {
          const score = p[i * outputs + k]!;
          const y = bits[role]![position * outputs + k]!;
          const predicted = score >= 0.5 ? 1 : 0;
          scores.push(score);
          outcomes.push(y);
          counts.present += y;
          counts.predicted += predicted;
          counts.both += y * predicted;
          if (predicted !== y) wrong++;
          sums.nll -= Math.log(Math.max(y === 1 ? score : 1 - score, smallest));
          calibration.add(score, y);
        });
        sums.examples++;
        sums.right += outputs - wrong;
        if (wrong === 0) sums.exact++;
      });
    },
    end() {
      const pairs = sums.examples * outputs;
      const counts = each.map((one) => one.counts);
      const precisions = each
        .map(({ scores, outcomes }) => averagePrecision(scores, outcomes))
        .filter((value) => value !== undefined);
      return {
        map: precisions.length === 0 ? 0 : mean(precisions),
        exact: sums.exact / sums.examples,
        labels: sums.right / pairs,
        microF1: f1(counts.reduce(added)),
        macroF1: mean(counts.map(f1)),
        nll: sums.nll / pairs,
        ece: calibration.over(pairs),
      };
    },
  };
}

interface Counts {
  readonly present: number;
  readonly predicted: number;
  readonly both: number;
}

const added = (a: Counts, b: Counts): Counts => ({
  present: a.present + b.present,
  predicted: a.predicted + b.predicted,
  both: a.both + b.both,
});

/** 2 TP / (2 TP + FP + FN); 0 if the label is neither present nor predicted. */
const f1 = ({ present, predicted, both }: Counts): number =>
  present + predicted === 0 ? 0 : (2 * both) / (present + predicted);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
