/** softmax(logits) of every example, [examples, classes]. */
export function probabilities(logits: Float32Array, classes: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) highest = Math.max(highest, logits[start + k]!);
    let sum = 0;
    for (let k = 0; k < classes; k++)
      sum += out[start + k] = Math.exp(logits[start + k]! - highest);
    for (let k = 0; k < classes; k++) out[start + k]! /= sum;
  }
  return out;
}
