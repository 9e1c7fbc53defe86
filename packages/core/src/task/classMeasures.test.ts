import { describe, expect, it } from 'vitest';
import { probabilities } from '../distribution/probabilities.ts';
import { classificationEvaluator } from './classificationEvaluator.ts';
import { classMeasures } from './classMeasures.ts';

function measure(p: Float32Array, labels: Int32Array, classes: number) {
  const measures = classMeasures(classes);
  const half = Math.floor(labels.length / 2);
  measures.add(p.subarray(0, half * classes), labels.subarray(0, half));
  measures.add(p.subarray(half * classes), labels.subarray(half));
  return measures.end();
}

describe('measures', () => {
  it('of four predictions, by hand', () => {
    const p = Float32Array.of(0.7, 0.2, 0.1, 0.2, 0.5, 0.3, 0.3, 0.3, 0.4, 0.1, 0.8, 0.1);
    const { accuracy, nll, ece } = measure(p, Int32Array.of(0, 1, 1, 1), 3) as Record<
      'accuracy' | 'nll' | 'ece',
      number
    >;
    expect(accuracy).toBe(0.75);
    expect(nll).toBeCloseTo(
      -(Math.log(0.7) + Math.log(0.5) + Math.log(0.3) + Math.log(0.8)) / 4,
      6,
    );
    expect(ece).toBeCloseTo((0.3 + 0.5 + 0.4 + 0.2) / 4, 6);
  });
  it('counts the label among the five highest', () => {
    const p = Float32Array.of(0.3, 0.2, 0.2, 0.1, 0.1, 0.1);
    expect(measure(p, Int32Array.of(4), 6)['top5']).toBe(1);
    expect(measure(p, Int32Array.of(5), 6)['top5']).toBe(0);
  });
  it('of predictions that are not numbers are none', () => {
    for (const [at, value] of [
      [0, Number.NaN],
      [5, Number.NaN],
      [3, Number.POSITIVE_INFINITY],
      [1, Number.NEGATIVE_INFINITY],
      [11, Number.NaN],
    ] as const) {
      const logits = Float32Array.from({ length: 12 }, (_, i) => (i === at ? value : i % 5));
      // A logit of minus infinity means a probability of 0.
      const p = value === Number.NEGATIVE_INFINITY ? logits : probabilities(logits, 6);
      expect(measure(p, Int32Array.of(0, 1), 6)).toEqual({
        accuracy: Number.NaN,
        top5: Number.NaN,
        nll: Number.NaN,
        ece: Number.NaN,
      });
    }
  });
  it('averages probabilities for the ensemble, and compares answers', () => {
    const a = Float32Array.of(2, 0, 0, 3);
    const b = Float32Array.of(0, 1, 0, 1);
    const evaluator = classificationEvaluator({
      fitted: { outputs: 2, facts: {} },
      targets: { test: { kind: 'class', values: Int32Array.of(1, 0, 1) } },
      deployed: [
        { network: 'a', peer: 'a' },
        { network: 'b', peer: 'b/late' },
      ],
    });
    for (const i of [0, 1])
      evaluator.add({
        role: 'test',
        positions: Int32Array.of(i + 1),
        peers: { a: a.subarray(2 * i, 2 * i + 2), 'b/late': b.subarray(2 * i, 2 * i + 2) },
      });
    const all = evaluator.end();
    const [pa, pb] = [probabilities(a, 2), probabilities(b, 2)];
    expect(all['accuracy/a']).toBe(1);
    expect(all['accuracy/b/late']).toBe(0.5);
    expect(all['disagreement/a|b']).toBe(0.5);
    expect(all['nll/ensemble']).toBeCloseTo(
      -(Math.log((pa[0]! + pb[0]!) / 2) + Math.log((pa[3]! + pb[3]!) / 2)) / 2,
      6,
    );
  });
  it('survives logits of 1e4', () => {
    expect([...probabilities(Float32Array.of(1e4, -1e4), 2)]).toEqual([1, 0]);
  });
});
