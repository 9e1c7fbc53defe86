import type { Observer, Reason, Report, RunBegin } from '@codistill/core';

/** A report of a recorded run, with the checkpoint made at it. */
export interface Recorded {
  readonly report: Report;
  readonly checkpoint: Uint8Array;
}

/** What an observer wished and saved while it watched. */
export interface Watched {
  readonly wishes: readonly unknown[];
  /** What it saved at each report; undefined if it saves nothing. */
  readonly saved: readonly (string | undefined)[];
}

/** Begins an observer, at the beginning of a run or at a checkpoint after `step` steps. */
export async function begun(
  observer: Observer,
  given: RunBegin,
  resumed?: { readonly step: number; readonly saved: string | undefined },
): Promise<void> {
  const { step, saved } = resumed ?? {};
  await observer.begin?.({
    ...given,
    ...(step !== undefined && saved !== undefined && { resumed: { step, saved } }),
  });
}

/**
 * When checkpoints are kept: after every report, as if another observer wished for them; where the
 * observer itself wishes for one, and at the end; or never, as in a run that is killed before.
 */
export type Keeps = 'always' | 'as wished' | 'never';

/** Shows reports to an observer in the order of `train`. `after` is called after each of them. */
export async function watched(
  observer: Observer,
  recorded: readonly Recorded[],
  keeps: Keeps = 'always',
  after = () => {},
): Promise<Watched> {
  const wishes: unknown[] = [];
  const saved: (string | undefined)[] = [];
  for (const { report, checkpoint } of recorded) {
    const wish = await observer.see(report);
    wishes.push(wish ?? null);
    const why = new Set<Reason>(wish ? [wish] : []);
    if (report.kind !== 'step' && report.moment.progress === 1) why.add('ended');
    const isDue = keeps === 'always' || why.has('checkpoint') || why.has('ended');
    if (keeps !== 'never' && isDue) {
      saved.push(await observer.save?.());
      await observer.keep?.(report, checkpoint, why);
      await observer.kept?.(report);
    }
    after();
  }
  return { wishes, saved };
}
