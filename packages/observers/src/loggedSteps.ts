import { type Moment, stream } from '@codistill/core';

/**
 * Which steps of a run are written where at most `most` are to be: all, where the run has no more;
 * else two in a row of every interval of equal length, so that what changes from a step to the next
 * is seen. Where they lie in an interval is drawn, so that nothing that returns at a period of steps
 * is always missed; the first interval has them at its start. A function of the step alone: a run
 * that is resumed writes the same ones.
 */
export function loggedSteps(most: number): (moment: Pick<Moment, 'step' | 'progress'>) => boolean {
  let drawn: { readonly interval: number; readonly first: number } | undefined;
  return ({ step, progress }) => {
    if (most === 0) return false;
    // At step 0 the number of steps is not known yet, and the step is the first of its interval.
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
