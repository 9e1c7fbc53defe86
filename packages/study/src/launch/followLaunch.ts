import type { JobState, Launcher } from '@codistill/core';
import { type Attempt, attemptsOf } from '../attempts/attempts.ts';
import { type AttemptEnd, readEvents } from '../attempts/events.ts';
import { tidyPublished } from '../attempts/publish.ts';
import { type Progress, type ReadBeat, readBeat } from '../beat/readBeat.ts';
import { exitCodes } from '../exitCodes.ts';
import { readResult } from '../folder.ts';
import type { Message } from '../run/messages.ts';
import type { RunResult } from '../run/result.ts';
import type { Launch } from './launches.ts';

/** What a run tells while it works. */
export type RunNews = Extract<Message, { readonly type: 'engine' | 'started' | 'progress' }>;

/** How a launched run ended. A run that `died` told no reason. */
export type RunEnding =
  | { readonly type: 'done'; readonly result: RunResult }
  | { readonly type: 'stopped' }
  /** Its job goes on, and is followed no longer. */
  | { readonly type: 'left' }
  /** Its job waited for others, and ended without having begun. */
  | { readonly type: 'inVain' }
  | Extract<Message, { readonly type: 'failed' }>
  | { readonly type: 'died'; readonly how: string; readonly output: string };

/** How often a run's folder is read. */
const pollMilliseconds = 200;
/** A run whose folder is silent for this long is asked after. */
const silenceMilliseconds = 1500;
/** How often a launcher is asked after a silent run. */
const askMilliseconds = 1000;

/**
 * Follows a launched run by its folder, and passes what it tells to `hear`, until it ends or is
 * `left`. The launcher is asked only while the folder is silent.
 */
export async function followLaunch(
  run: string,
  launch: Launch,
  launcher: Launcher,
  hear: (news: RunNews) => void,
  left: () => boolean = () => false,
): Promise<RunEnding> {
  const news = newsOf(run, launch, hear);
  let asked = Number.NEGATIVE_INFINITY;
  for (;;) {
    const ending = await endingOf(run, news.read());
    if (ending) return ending;
    if (left()) return { type: 'left' };
    const now = performance.now();
    if (now - news.heard() > silenceMilliseconds && now - asked > askMilliseconds) {
      asked = now;
      const [state] = await launcher.states([launch.handle]);
      if (state?.state === 'ended' || state?.state === 'unknown') {
        const output = await launcher.output(launch.handle);
        // It may have ended after its folder was read.
        const told = (await endingOf(run, news.read())) ?? (await published(run));
        if (told) return told;
        return launch.waits && !news.began() ? { type: 'inVain' } : silentEnd(state, output);
      }
    }
    await new Promise((done) => setTimeout(done, pollMilliseconds));
  }
}

/** How a run ended whose highest attempt ended so; undefined if another attempt goes on. */
async function endingOf(run: string, end: AttemptEnd | undefined): Promise<RunEnding | undefined> {
  if (!end) return undefined;
  if (end.how === 'failed') return { type: 'failed', kind: end.kind, message: end.message };
  return end.how === 'stopped' ? { type: 'stopped' } : published(run);
}

/** The ending of a run with a result, whose process may have died before it moved its files. */
export async function published(run: string): Promise<RunEnding | undefined> {
  const result = await readResult(run);
  if (!result) return undefined;
  await tidyPublished(run);
  return { type: 'done', result };
}

/** Reads the attempts of a launch, of which the highest counts. */
function newsOf(run: string, { after }: Launch, hear: (news: RunNews) => void) {
  let attempt: Attempt | undefined;
  let events = 0;
  let beat: ReadBeat | undefined;
  let heard = performance.now();
  const hearBeat = (next: ReadBeat | undefined) => {
    if (!next || next.beat === beat?.beat) return;
    heard = performance.now();
    if (next.step !== undefined && next.step !== beat?.step) {
      const { beat: _beat, ...progress } = next;
      hear({ type: 'progress', ...(progress as Progress) });
    }
    beat = next;
  };
  return {
    /** Whether the launch has made an attempt. */
    began: () => attempt !== undefined,
    /** When the run was last heard of, by this process's clock. */
    heard: () => heard,
    /** Passes on what is new, and returns how the highest attempt ended, if it did. */
    read(): AttemptEnd | undefined {
      const highest = attemptsOf(run).findLast(({ number }) => number > after);
      if (!highest) return undefined;
      if (highest.number !== attempt?.number) [attempt, events, beat] = [highest, 0, undefined];
      const all = readEvents(highest.folder);
      const fresh = all.slice(events);
      events = all.length;
      if (fresh.length > 0) heard = performance.now();
      for (const event of fresh) if (event.type !== 'ended') hear(event);
      hearBeat(readBeat(highest.folder));
      const last = all.at(-1);
      return last?.type === 'ended' ? last : undefined;
    },
  };
}

/** The ending of a job whose folder says nothing. */
function silentEnd({ because = 'no trace', exitCode }: JobState, output: string): RunEnding {
  const said = output === '' ? because : output;
  if (exitCode === exitCodes.diskFull) return { type: 'failed', kind: 'disk', message: said };
  if (exitCode === exitCodes.badInput) return { type: 'failed', kind: 'input', message: said };
  if (exitCode === exitCodes.stoppedOrSuperseded) return { type: 'stopped' };
  return { type: 'died', how: because, output };
}
