/**
 * The average precision of one label: sum over thresholds of (R_n - R_{n-1}) P_n, with precision P
 * and recall R of the examples whose score is at least the threshold. Examples with equal scores
 * share a threshold. `outcomes` are 0 or 1. Undefined without an example that has the label.
 */
export function averagePrecision(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): number | undefined {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(
    (i, j) => scores[j]! - scores[i]!,
  );
  const total = order.reduce((sum, i) => sum + outcomes[i]!, 0);
  if (total === 0) return undefined;
  let [sum, right, before] = [0, 0, 0];
  order.forEach((i, rank) => {
    right += outcomes[i]!;
    const next = order[rank + 1];
    if (next !== undefined && scores[next] === scores[i]) return;
    sum += ((right - before) / total) * (right / (rank + 1));
    before = right;
  });
  return sum;
}
