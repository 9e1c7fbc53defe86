/**
 * The epoch that the validation split chose: the first with the highest accuracy, of those that
 * have one; undefined where fewer than two have, for then there was nothing to choose.
 */
export function selectedEpoch(accuracies: readonly (number | undefined)[]): number | undefined {
  let best: number | undefined;
  let count = 0;
  accuracies.forEach((accuracy, epoch) => {
    if (accuracy === undefined || Number.isNaN(accuracy)) return;
    count++;
    if (best === undefined || accuracy > accuracies[best]!) best = epoch;
  });
  return count > 1 ? best : undefined;
}
