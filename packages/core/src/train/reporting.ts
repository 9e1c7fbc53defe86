import { encodeCheckpoint, savedTask } from '../checkpoint/checkpoint.ts';
import type { Ending, Reason, Report, YieldedReport } from '../contracts/observer.ts';
import type { Predictions } from '../contracts/predictions.ts';
import { Diverged, staleCheckpoint, stalePredictions, wrongWish } from './errors.ts';
import { checkFiniteState } from './finite.ts';
import { savedBy } from './observerStates.ts';
import type { Opened } from './openRun.ts';
import type { TrainOptions } from './options.ts';
import type { Place } from './place.ts';

/** What the loop knows of a report. */
type Given = Omit<Report, 'predictions'> & { readonly predictions?: readonly Predictions[] };

/** The run at a report: its place now, and whether this report would be its last one. */
interface At {
  readonly place: Place;
  /** Whether the report contains everything that a last one does. */
  readonly measured: boolean;
  /** Whether all steps were taken. */
  readonly over: boolean;
}

/** A report that all observers have seen, and the place of the run with what they decided. */
interface Shown {
  readonly report: YieldedReport;
  readonly place: Place;
}

/**
 * A function that makes a report and shows it to the observers, in the order that `Observer`
 * describes. A checkpoint is made only if it is due and an observer keeps it, so other reports read
 * no state from the engine.
 */
export function reporting(
  opened: Opened,
  options: TrainOptions,
): (given: Given, at: At) => Promise<Shown> {
  const { observers = [] } = options;
  const keeps = observers.some(({ keep }) => keep !== undefined);
  let latest = 0;
  return async ({ predictions, ...given }, { place: before, measured, over }) => {
    const mine = ++latest;
    const report: Report = {
      ...given,
      ...(predictions && {
        predictions() {
          if (mine !== latest) throw stalePredictions(before.step);
          return predictions;
        },
      }),
    };
    const why = new Set<Reason>();
    for (const observer of observers) {
      const wish: unknown = await observer.see(report);
      if (wish === 'stop' || wish === 'checkpoint') why.add(wish);
      else if (wish !== undefined) throw wrongWish(observer.name, wish);
    }
    const place: Place = why.has('stop')
      ? { ...before, stop: before.stop ?? { measured } }
      : before;
    if (measured && (over || place.stop)) why.add('ended');
    else if (await options.interrupted?.()) why.add('interrupted');
    const isDue = why.has('checkpoint') || why.has('ended') || why.has('interrupted');
    const kept = !(isDue && keeps) || (await keepCheckpoint(report, place, why, opened, options));
    const ends: Ending | undefined = !kept
      ? 'superseded'
      : why.has('ended')
        ? 'ended'
        : why.has('interrupted')
          ? 'interrupted'
          : undefined;
    const yielded: YieldedReport = {
      ...report,
      ...(ends && { ends }),
      async checkpoint() {
        if (mine !== latest) throw staleCheckpoint(place.step);
        return checkpointAt(place, opened, options);
      },
    };
    return { report: yielded, place };
  };
}

/**
 * Makes a checkpoint and lets the observers keep it. Within an epoch no checkpoint is made of
 * weights that are not finite: the next loss or the end of the epoch then says that the run
 * diverged, so the message does not depend on when a checkpoint was due.
 * @returns false if the run was superseded, so that nothing was kept.
 */
async function keepCheckpoint(
  report: Report,
  place: Place,
  why: ReadonlySet<Reason>,
  opened: Opened,
  options: TrainOptions,
): Promise<boolean> {
  const { observers = [], superseded } = options;
  let bytes: Uint8Array;
  try {
    bytes = await checkpointAt(place, opened, options);
  } catch (error) {
    if (report.kind === 'step' && error instanceof Diverged) return true;
    throw error;
  }
  if (await superseded?.()) return false;
  for (const observer of observers) await observer.keep?.(report, bytes, why);
  for (const observer of observers) await observer.kept?.(report);
  return true;
}

/** A run's checkpoint, as bytes. @throws Diverged where a tensor of it is not finite. */
async function checkpointAt(
  { step, history, open, stop }: Place,
  { resolved, engine, program, sources }: Opened,
  { observers = [], versions = {} }: TrainOptions,
): Promise<Uint8Array> {
  const saved = await savedBy(observers);
  const state = await program.read();
  checkFiniteState(state, step);
  return encodeCheckpoint({
    step,
    experiment: resolved.experiment,
    ...savedTask(resolved),
    history,
    open,
    ...(stop && { stop }),
    engine,
    observers: saved,
    versions,
    sources,
    state,
  });
}
