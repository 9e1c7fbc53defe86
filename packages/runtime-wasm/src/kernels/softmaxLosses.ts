import { floatKernel } from './kernel.ts';

/** H(labels, softmax(logits)) of each row, [batch]. Sums are in double precision. */
export const softmaxCrossEntropy = floatKernel(
  'SoftmaxCrossEntropy',
  (engine, { logits, labels }) => {
    const [batch, classes] = logits!.shape as [number, number];
    const out = engine.output([batch]);
    const [z, y, losses] = [engine.floats(logits!), engine.floats(labels!), engine.floats(out)];
    for (let row = 0, start = 0; row < batch; row++, start += classes) {
      const normalizer = logSumExp(z, start, classes);
      let sum = 0;
      for (let i = start; i < start + classes; i++)
        if (y[i] !== 0) sum += y[i]! * (normalizer - z[i]!);
      losses[row] = sum;
    }
    return out;
  },
);

/**
 * KL(softmax(target) || softmax(student)) of each row, [batch]: the sum of p (e^-r - 1 + r) with r
 * = log(p / q). It equals the sum of p r, because p and q sum to 1. No term is negative, and an
 * error e of both normalizers adds at most e^2 / 2. Sums are in double precision.
 */
export const klDivergence = floatKernel('KlDivergence', (engine, { target, student }) => {
  const [batch, classes] = target!.shape as [number, number];
  const out = engine.output([batch]);
  const [t, s, losses] = [engine.floats(target!), engine.floats(student!), engine.floats(out)];
  for (let row = 0, start = 0; row < batch; row++, start += classes) {
    const ofTarget = logSumExp(t, start, classes);
    const ofStudent = logSumExp(s, start, classes);
    const gap = ofTarget - ofStudent;
    let sum = 0;
    for (let i = start; i < start + classes; i++) {
      const p = Math.exp(t[i]! - ofTarget);
      const r = t[i]! - s[i]! - gap;
      sum +=
        Math.abs(r) < 1e-2
          ? p * r * r * (1 / 2 - r * (1 / 6 - r * (1 / 24 - r * (1 / 120 - r / 720))))
          : p * (r - 1) + Math.exp(s[i]! - ofStudent);
    }
    losses[row] = sum;
  }
  return out;
});

function logSumExp(z: Float32Array, start: number, count: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < start + count; i++) if (!(z[i]! <= highest)) highest = z[i]!;
  let sum = 0;
  for (let i = start; i < start + count; i++) sum += Math.exp(z[i]! - highest);
  return highest + Math.log(sum);
}
