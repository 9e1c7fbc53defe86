import { type Metric, ofPeer, ofSplit, parseMetric } from '@codistill/core';
import { type MetricLine, numberIn } from '@codistill/report';

/**
 * The line of the first epoch with the best value of the main metric on the validation split,
 * averaged over `peers`. It
 * considers the epochs after which the test split was evaluated, or all epochs if a dataset has no
 * test split; undefined if fewer than two of them have a value, because then there is nothing to
 * select.
 */
export function selectedLine(
  lines: readonly MetricLine[],
  peers: readonly string[],
  { name, higherIsBetter }: Pick<Metric, 'name' | 'higherIsBetter'>,
): MetricLine | undefined {
  const isTested = (line: MetricLine) =>
    Object.keys(line).some((name) => parseMetric(name).split === 'test');
  const some = lines.some(isTested);
  const epoch = selectedEpoch(
    lines.map((line) => {
      if (some && !isTested(line)) return undefined;
      const values = peers.map((peer) => line[ofSplit('validation', ofPeer(name, peer))]);
      if (values.length === 0 || values.includes(undefined)) return undefined;
      const sum = values.map(numberIn).reduce((all, value) => all + value, 0);
      return higherIsBetter ? sum : -sum;
    }),
  );
  return epoch === undefined ? undefined : lines[epoch];
}

/** The first epoch with the highest value; undefined if fewer than two epochs have one. */
function selectedEpoch(values: readonly (number | undefined)[]): number | undefined {
  let best: number | undefined;
  let count = 0;
  values.forEach((value, epoch) => {
    if (value === undefined || Number.isNaN(value)) return;
    count++;
    if (best === undefined || value > values[best]!) best = epoch;
  });
  return count > 1 ? best : undefined;
}
