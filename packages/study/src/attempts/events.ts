import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EngineInfo, Failure } from '../run/messages.ts';

/** What happened in an attempt. `ended` is the last event, unless the process was killed. */
export type AttemptEvent =
  | { readonly type: 'engine'; readonly engine: EngineInfo }
  | {
      readonly type: 'started';
      readonly steps: number;
      readonly stepsPerEpoch: number;
      readonly fromStep: number;
    }
  | ({ readonly type: 'ended' } & AttemptEnd);

/** How an attempt ended. A run that finished or diverged has a result. */
export type AttemptEnd =
  | { readonly how: 'finished' | 'diverged' | 'stopped' | 'superseded' }
  | { readonly how: 'failed'; readonly kind: Failure; readonly message: string };

const eventsFile = (folder: string) => path.join(folder, 'events.jsonl');

/** Appends an event to events.jsonl of an attempt. */
export const writeEvent = (folder: string, event: AttemptEvent): void =>
  appendFileSync(eventsFile(folder), `${JSON.stringify(event)}\n`);

/** The events of an attempt, without a line that a kill or a full disk has cut short. */
export function readEvents(folder: string): readonly AttemptEvent[] {
  let text: string;
  try {
    text = readFileSync(eventsFile(folder), 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as AttemptEvent];
      } catch {
        return [];
      }
    });
}

/** How an attempt ended; undefined if it works or was killed. */
export function endOf(folder: string): AttemptEnd | undefined {
  const last = readEvents(folder).at(-1);
  return last?.type === 'ended' ? last : undefined;
}
