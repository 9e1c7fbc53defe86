import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { observerMissing, otherPositions } from '../checkpoint/errors.ts';
import type { Observer } from '../contracts/observer.ts';
import { sameObserver, unnamedObserver, wrongSave } from './errors.ts';

/**
 * Checks that every observer has a name of its own.
 * @throws InputError if one has none, or two have the same.
 */
export function checkObserverNames(observers: readonly Observer[]): void {
  const names = new Set<string>();
  observers.forEach(({ name }, i) => {
    if (typeof name !== 'string' || name === '') throw unnamedObserver(i, name);
    if (names.has(name)) throw sameObserver(name);
    names.add(name);
  });
}

/** What all observers save now, by name. What they wrote before is on the disk. */
export async function savedBy(observers: readonly Observer[]): Promise<Record<string, string>> {
  const states: Record<string, string> = {};
  for (const observer of observers) {
    if (!observer.save) continue;
    const saved: unknown = await observer.save();
    if (typeof saved !== 'string') throw wrongSave(observer.name, saved);
    states[observer.name] = saved;
  }
  return states;
}

/**
 * What a checkpoint has saved of these observers, by name. A checkpoint of version 0.1.0 has it by
 * position; its observers must come first, and those that save must be those that saved.
 * @throws InputError, naming `path`, if the checkpoint has the state of an observer that is not
 * among them.
 */
export function savedIn(
  { observers: byName, observersByPosition = [] }: Checkpoint,
  observers: readonly Observer[],
  path: string,
): ReadonlyMap<string, string> {
  const known = observers.map(({ name }) => name);
  const missing = Object.keys(byName).find((name) => !known.includes(name));
  if (missing !== undefined) throw observerMissing(path, missing, known);
  const states = new Map(Object.entries(byName));
  if (observersByPosition.every((saved) => saved === null)) return states;
  observersByPosition.forEach((saved, i) => {
    const observer = observers[i];
    if (!observer || (saved === null) === (observer.save !== undefined))
      throw otherPositions(path, observersByPosition.length, known);
    if (saved !== null) states.set(observer.name, saved);
  });
  return states;
}
