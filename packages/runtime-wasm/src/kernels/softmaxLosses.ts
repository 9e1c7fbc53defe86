import { floatKernel } from './kernel.ts';

/** H(labels, softmax(logits)) of each row, [batch]; sums in double precision. */
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

/** KL(softmax(target) || softmax(student)) of each row, [batch]; sums in double precision. */
export const klDivergence = floatKernel('KlDivergence', (engine, { target, student }) => {
  const [batch, classes] = target!.shape as [number, number];
  const out = engine.output([batch]);
  const [t, s, losses] = [engine.floats(target!), engine.floats(student!), engine.floats(out)];
  for (let row = 0, start = 0; row < batch; row++, start += classes) {
    const ofTarget = logSumExp(t, start, classes);
    const ofStudent = logSumExp(s, start, classes);
    let sum = 0;
    for (let i = start; i < start + classes; i++) {
      const logP = t[i]! - ofTarget;
      sum += Math.exp(logP) * (logP - (s[i]! - ofStudent));
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
