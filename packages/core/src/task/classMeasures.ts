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
 * 0 to classes - 1, which are added in batches. `accuracy` in [0, 1]. `top5` in [0, 1], whether the
 * label is among the five highest; only with at least five classes. `nll` in nats, the mean of -log
 * max(p_y, 1e-12). `ece` in [0, 1], the expected calibration error with 15 bins of equal width over
 * the confidence (Guo et al. 2017). All are NaN if a probability is not finite.
 */
export function classMeasures(classes: number) {
  const calibration = calibrationError();
  const [sums, finite] = [{ count: 0, right: 0, five: 0, nll: 0 }, { all: true }];
  return {
    add(p: Float32Array, labels: Int32Array): void {
      finite.all &&= p.every(Number.isFinite);
      sums.count += labels.length;
      labels.forEach((label, i) => {
        const row = p.subarray(i * classes, (i + 1) * classes);
        let answer = 0;
        let higher = 0;
        for (let k = 0; k < classes; k++) {
          if (row[k]! > row[answer]!) answer = k;
          if (row[k]! > row[label]! || (row[k] === row[label] && k < label)) higher++;
        }
        if (answer === label) sums.right++;
        if (higher < 5) sums.five++;
        sums.nll -= Math.log(Math.max(row[label]!, 1e-12));
        calibration.add(row[answer]!, answer === label ? 1 : 0);
      });
    },
    end(): Readonly<Record<string, number>> {
      const count = finite.all ? sums.count : Number.NaN;
      return {
        accuracy: sums.right / count,
        ...(classes >= 5 && { top5: sums.five / count }),
        nll: sums.nll / count,
        ece: calibration.over(count),
      };
    },
  };
}

/**
 * The expected calibration error with 15 bins of equal width over the predicted probability:
 * sum over bins of |sum of outcomes - sum of probabilities| / count (Guo et al. 2017).
 */
export function calibrationError() {
  const bins = Array.from({ length: 15 }, () => ({ right: 0, confidence: 0 }));
  return {
    /** Adds a prediction: its probability, in [0, 1], and whether it came true, 0 or 1. */
    add(probability: number, outcome: number): void {
      const bin = bins[Math.min(14, Math.floor(probability * 15) || 0)]!;
      bin.right += outcome;
      bin.confidence += probability;
    },
    over: (count: number): number =>
      bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence) / count, 0),
  };
}
