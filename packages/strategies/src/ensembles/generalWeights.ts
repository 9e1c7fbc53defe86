import type { DistributionName, Measuring } from '@codistill/core';

/**
 * The weights of an ensemble by peer, from the errors of its members on held-out examples.
 *
 *     C_ij = mean_examples sum_outputs (f_i - t)(f_j - t) + ridge [i = j]
 *     w_k = sum_j (C^-1)_kj / sum_ij (C^-1)_ij
 *
 * f = mean(z) of the distribution and t are targets: probabilities and one-hot labels for classes.
 * The weights sum to 1 and may be negative. Only the sums of C are kept, so batches are added one
 * after another.
 */
export function generalWeights(
  distribution: DistributionName,
  outputs: number,
  ridge: number,
): Measuring {
  const sums = new Map<string, Map<string, number>>();
  let examples = 0;
  return {
    add(logits, targets) {
      const residuals = Object.entries(logits).map(
        ([id, z]) => [id, residualsOf[distribution](z, targets, outputs)] as const,
      );
      for (const [i, a] of residuals) {
        const row = sums.get(i) ?? new Map<string, number>();
        sums.set(i, row);
        for (const [j, b] of residuals)
          row.set(
            j,
            a.reduce((sum, value, at) => sum + value * b[at]!, row.get(j) ?? 0),
          );
      }
      examples += targets.length / outputs;
    },
    end() {
      const ids = [...sums.keys()];
      const covariance = ids.map((i) =>
        ids.map((j) => sums.get(i)!.get(j)! / examples + (i === j ? ridge : 0)),
      );
      const solved = solve(
        covariance,
        ids.map(() => 1),
      );
      const total = solved.reduce((sum, value) => sum + value, 0);
      return Object.fromEntries(ids.map((id, i) => [id, solved[i]! / total]));
    },
  };
}

type Residuals = (logits: Float32Array, targets: Float32Array, outputs: number) => Float64Array;

/** mean(z) - t in double precision, [examples, outputs]. */
const residualsOf: Readonly<Record<DistributionName, Residuals>> = {
  categorical(logits, targets, outputs) {
    const out = new Float64Array(logits.length);
    for (let start = 0; start < logits.length; start += outputs) {
      const row = logits.subarray(start, start + outputs);
      const top = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      const total = row.reduce((sum, z) => sum + Math.exp(z - top), 0);
      row.forEach((z, k) => {
        out[start + k] = Math.exp(z - top) / total - targets[start + k]!;
      });
    }
    return out;
  },
  bernoulli: (logits, targets) =>
    Float64Array.from(logits, (z, i) => 1 / (1 + Math.exp(-z)) - targets[i]!),
  gaussian: (logits, targets) => Float64Array.from(logits, (z, i) => z - targets[i]!),
};

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
