import type { Moment, Schedule } from '../contracts/moment.ts';
import { wrongScheduleValue } from './errors.ts';
import { momentAt } from './views.ts';

/** The range of a schedule's values, and the name of the quantity for messages. */
export interface ScheduleRange {
  /** 'The learning rate of the network "a"'. */
  readonly what: string;
  readonly least: number;
  readonly most: number;
}

/** The same schedule. It throws InputError if a value is out of range or not a number. */
export const within =
  (schedule: Schedule, range: ScheduleRange): Schedule =>
  (moment) => {
    const value: unknown = schedule(moment);
    if (typeof value !== 'number' || !(value >= range.least && value <= range.most))
      throw wrongScheduleValue(range, value, moment.step);
    return value;
  };

/**
 * Evaluates schedules at the first and the last step of every epoch, before training starts. Skips
 * values that depend on results, because there are none yet; their step checks them.
 * @throws all other errors of `ask`.
 */
export function tryMoments(
  { epochs, stepsPerEpoch }: { readonly epochs: number; readonly stepsPerEpoch: number },
  ask: (moment: Moment) => void,
): void {
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const step of new Set([epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch - 1])) {
      let usesResults = false;
      const noResults = {
        get() {
          usesResults = true;
          return undefined;
        },
        has() {
          usesResults = true;
          return false;
        },
        ownKeys() {
          usesResults = true;
          return [];
        },
      };
      const history = new Proxy({}, noResults);
      const moment = { ...momentAt(step, stepsPerEpoch, epochs), history };
      try {
        ask(moment);
      } catch (error) {
        // During training, the first epoch has no results either.
        if (!usesResults || epoch === 0) throw error;
      }
    }
  }
}
