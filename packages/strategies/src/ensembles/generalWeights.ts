import type { Evaluation } from '@codistill/core';

/**
 * The weights of an ensemble by peer, from the errors of its members on held-out examples.
 *
 *     C_ij = mean_examples sum_classes (f_i - t)(f_j - t) + ridge [i = j]
 *     w_k = sum_j (C^-1)_kj / sum_ij (C^-1)_ij
 *
 * f are probabilities and t one-hot labels. The weights sum to 1 and may be negative. `evaluation`
 * has the logits of each peer, [examples, classes] in row-major order; `labels` are classes,
 * [examples].
 */
export function generalWeights(
  evaluation: Evaluation,
  labels: Int32Array,
  ridge: number,
): Readonly<Record<string, number>> {
  const ids = Object.keys(evaluation);
  const residuals = ids.map((id) => residualsOf(evaluation[id]!, labels));
  const covariance = residuals.map((a, i) =>
    residuals.map(
      (b, j) =>
        a.reduce((sum, value, at) => sum + value * b[at]!, 0) / labels.length +
        (i === j ? ridge : 0),
    ),
  );
  const solved = solve(
    covariance,
    ids.map(() => 1),
  );
  const total = solved.reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(ids.map((id, i) => [id, solved[i]! / total]));
}

function residualsOf(logits: Float32Array, labels: Int32Array): Float64Array {
  const classes = logits.length / labels.length;
  const out = new Float64Array(logits.length);
  labels.forEach((label, example) => {
    const row = logits.subarray(example * classes, (example + 1) * classes);
    const top = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const total = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
    row.forEach((z, k) => {
      out[example * classes + k] = Math.exp(z - top) / total - (k === label ? 1 : 0);
    });
  });
  return out;
}

/** The x with A x = b, by elimination with pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++)
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / rows[column]![column]!;
      for (let j = column; j <= size; j++) rows[i]![j]! -= factor * rows[column]![j]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}
