import { type Moment, stream } from '@codistill/core';

/**
 * Selects at most `most` steps of a run to write. If the run has no more steps, it selects all.
 * Otherwise it selects two consecutive steps of every interval of equal length, so that changes
 * from one step to the next are visible. Their position within an interval is random, so that no
 * periodic event is always missed; in the first interval it is the start. The selection depends
 * only on the step, so a resumed run writes the same steps.
 */
export function loggedSteps(most: number): (moment: Pick<Moment, 'step' | 'progress'>) => boolean {
  let drawn: { readonly interval: number; readonly first: number } | undefined;
  return ({ step, progress }) => {
    if (most === 0) return false;
    // At step 0 the number of steps is not known yet; the step is the first of its interval.
    if (step === 0) return true;
    const steps = Math.round(step / progress);
    if (steps <= most) return true;
    if (most === 1) return false;
    const length = Math.ceil(steps / Math.floor(most / 2));
    const interval = Math.floor(step / length);
    if (drawn?.interval !== interval) {
      const rng = stream(0, 'observers/loggedSteps', interval);
      drawn = { interval, first: interval === 0 ? 0 : rng.integer(length - 1) };
    }
    const at = step - interval * length - drawn.first;
    return at === 0 || at === 1;
  };
}
