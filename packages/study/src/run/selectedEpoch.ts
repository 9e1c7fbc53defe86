import { ofPeer, ofSplit, parseMetric } from '@codistill/core';
import { type MetricLine, numberIn } from '@codistill/report';

/**
 * The line of the first epoch with the highest validation accuracy, averaged over `peers`. It
 * considers the epochs after which the test split was evaluated, or all epochs if a dataset has no
 * test split; undefined if fewer than two of them have a value, because then there is nothing to
 * select.
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

/** The first epoch with the highest accuracy; undefined if fewer than two epochs have one. */
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
