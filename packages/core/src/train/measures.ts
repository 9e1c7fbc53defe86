import type { NetworkId } from '../contracts/ids.ts';
import type { Evaluation } from '../contracts/program.ts';
import { ofPair, ofPeer } from '../names/metrics.ts';
import { ensemble } from '../names/peers.ts';

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

/**
 * The class with the highest value of each example, [examples]. Of equal values the first one
 * counts.
 */
export function answers(values: Float32Array, classes: number): Int32Array {
  const out = new Int32Array(values.length / classes);
  for (let i = 0; i < out.length; i++) {
    let best = 0;
    for (let k = 1; k < classes; k++)
      if (values[i * classes + k]! > values[i * classes + best]!) best = k;
    out[i] = best;
  }
  return out;
}

/**
 * Metrics of predicted probabilities p, [examples, classes], and labels, [examples], integers from
 * 0 to classes - 1. `accuracy` in [0, 1]. `top5` in [0, 1], whether the label is among the five
 * highest; only with at least five classes. `nll` in nats, the mean of -log max(p_y, 1e-12). `ece`
 * in [0, 1], the expected calibration error with 15 bins of equal width over the confidence (Guo et
 * al. 2017). All are NaN if a probability is not finite.
 */
export function measure(
  p: Float32Array,
  labels: Int32Array,
  classes: number,
): Readonly<Record<string, number>> {
  const bins = Array.from({ length: 15 }, () => ({ count: 0, right: 0, confidence: 0 }));
  let right = 0;
  let five = 0;
  let nll = 0;
  labels.forEach((label, i) => {
    const row = p.subarray(i * classes, (i + 1) * classes);
    let answer = 0;
    let higher = 0;
    for (let k = 0; k < classes; k++) {
      if (row[k]! > row[answer]!) answer = k;
      if (row[k]! > row[label]! || (row[k] === row[label] && k < label)) higher++;
    }
    if (answer === label) right++;
    if (higher < 5) five++;
    nll -= Math.log(Math.max(row[label]!, 1e-12));
    const bin = bins[Math.min(14, Math.floor(row[answer]! * 15) || 0)]!;
    bin.count++;
    bin.right += answer === label ? 1 : 0;
    bin.confidence += row[answer]!;
  });
  const count = p.every(Number.isFinite) ? labels.length : Number.NaN;
  const ece = bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence) / count, 0);
  return {
    accuracy: right / count,
    ...(classes >= 5 && { top5: five / count }),
    nll: nll / count,
    ece,
  };
}

/**
 * All metrics of a split, by name: `accuracy/a`, `top5/a`, `nll/a` and `ece/a` for every head;
 * `accuracy`, `top5`, `nll` and `ece` without a peer, the means over the deployed heads, which are
 * the main metrics of any method. With several deployed heads there are also the metrics of their
 * ensemble, which is the mean probability, and `disagreement/a|b`, the share of examples on which
 * the answers of two of them differ.
 */
export function measureAll(
  evaluation: Evaluation,
  labels: Int32Array,
  classes: number,
  deployed: readonly { readonly network: NetworkId; readonly peer: string }[],
): Readonly<Record<string, number>> {
  const metrics: Record<string, number> = {};
  const put = (id: string, p: Float32Array) => {
    for (const [name, value] of Object.entries(measure(p, labels, classes)))
      metrics[ofPeer(name, id)] = value;
  };
  const p = Object.fromEntries(
    Object.entries(evaluation).map(([id, logits]) => [id, probabilities(logits, classes)]),
  );
  for (const [id, values] of Object.entries(p)) put(id, values);
  const means: Record<string, number> = {};
  for (const name of ['accuracy', 'top5', 'nll', 'ece'])
    if (deployed.some(({ peer }) => ofPeer(name, peer) in metrics))
      means[name] =
        deployed.reduce((sum, { peer }) => sum + metrics[ofPeer(name, peer)]!, 0) / deployed.length;
  if (deployed.length > 1) {
    const mean = new Float32Array(labels.length * classes);
    for (const { peer } of deployed)
      for (let i = 0; i < mean.length; i++) mean[i]! += p[peer]![i]! / deployed.length;
    put(ensemble, mean);
    deployed.forEach((a, i) => {
      for (const b of deployed.slice(i + 1))
        metrics[ofPair('disagreement', a.network, b.network)] = disagreement(
          answers(p[a.peer]!, classes),
          answers(p[b.peer]!, classes),
        );
    });
  }
  return { ...means, ...metrics };
}

const disagreement = (a: Int32Array, b: Int32Array) =>
  a.reduce((sum, answer, i) => sum + (answer === b[i] ? 0 : 1), 0) / a.length;
