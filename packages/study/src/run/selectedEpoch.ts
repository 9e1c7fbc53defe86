import { ofPeer, ofSplit, parseMetric } from '@codistill/core';
import { type MetricLine, numberIn } from '@codistill/report';

/**
 * Of the epochs after which the test split was evaluated, or of all where a dataset has none, the
 * line of the first with the highest mean validation accuracy of `peers`; undefined where fewer than
 * two have one, for then there is nothing to choose.
 */
export function selectedLine(
  lines: readonly MetricLine[],
  peers: readonly string[],
): MetricLine | undefined {
  const isTested = (line: MetricLine) =>
    Object.keys(line).some((name) => parseMetric(name).split === 'test');
  const some = lines.some(isTested);
  const epoch = selectedEpoch(
    lines.map((line) => {
      if (some && !isTested(line)) return undefined;
      const values = peers.map((peer) => line[ofSplit('validation', ofPeer('accuracy', peer))]);
      if (values.length === 0 || values.includes(undefined)) return undefined;
      return values.map(numberIn).reduce((sum, value) => sum + value, 0);
    }),
  );
  return epoch === undefined ? undefined : lines[epoch];
}

/** The first epoch with the highest accuracy, of those that have one; undefined of fewer than two. */
function selectedEpoch(accuracies: readonly (number | undefined)[]): number | undefined {
  let best: number | undefined;
  let count = 0;
  accuracies.forEach((accuracy, epoch) => {
    if (accuracy === undefined || Number.isNaN(accuracy)) return;
    count++;
    if (best === undefined || accuracy > accuracies[best]!) best = epoch;
  });
  return count > 1 ? best : undefined;
}
