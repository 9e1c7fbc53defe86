import type { Moment, Schedule } from '../contracts/moment.ts';
import { wrongScheduleValue } from './errors.ts';
import { momentAt } from './views.ts';

/** What the values of a schedule may be, and what they are, for messages. */
export interface ScheduleRange {
  /** 'The learning rate of the network "a"'. */
  readonly what: string;
  readonly least: number;
  readonly most: number;
}

/** The same schedule, which throws InputError where a value is out of its range, or is no number. */
export const within =
  (schedule: Schedule, range: ScheduleRange): Schedule =>
  (moment) => {
    const value: unknown = schedule(moment);
    if (typeof value !== 'number' || !(value >= range.least && value <= range.most))
      throw wrongScheduleValue(range, value, moment.step);
    return value;
  };

/**
 * Asks schedules for their values at the first and the last step of every epoch, before training.
 * Where a value depends on results, of which there are none yet, it is left to its step. @throws
 * what `ask` throws, else.
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
        // In the first epoch there are no results in training either.
        if (!usesResults || epoch === 0) throw error;
      }
    }
  }
}
