/**
 * The epoch that the validation split chose: the first with the highest accuracy, of those that
 * have one; undefined where none has.
 */
export function selectedEpoch(accuracies: readonly (number | undefined)[]): number | undefined {
  let best: number | undefined;
  accuracies.forEach((accuracy, epoch) => {
    if (accuracy === undefined || Number.isNaN(accuracy)) return;
    if (best === undefined || accuracy > accuracies[best]!) best = epoch;
  });
  return best;
}
