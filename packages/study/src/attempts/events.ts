import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parsedJson } from '../knownJson.ts';
import type { Failure, Message } from '../run/messages.ts';

/** What happened in an attempt. `ended` is the last event, unless the process was killed. */
export type AttemptEvent =
  | Extract<Message, { readonly type: 'engine' | 'started' }>
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
    .flatMap((line) => parsedJson<AttemptEvent>(line) ?? []);
}

/** How an attempt ended; undefined if it works or was killed. */
export function endOf(folder: string): AttemptEnd | undefined {
  const last = readEvents(folder).at(-1);
  return last?.type === 'ended' ? last : undefined;
}
