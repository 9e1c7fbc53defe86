import { labels } from './edges.ts';
import { notARecord, reservedName, unusableName } from './errors.ts';
import { cleanView, ensemble } from './peers.ts';

/** Names with a meaning of their own: of edges, views, metrics and of the step's state. */
const reserved: readonly string[] = [labels, 'strategy', cleanView, ensemble];

/** What a network is named with. */
export const networkName = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Whether every object has a member of that name, so that a record cannot hold it safely. */
export const isMember = (name: string): boolean => name in Object.prototype;

/**
 * Checks the names of networks, as written, before anything reads them: an object with the key
 * `__proto__` loses it on the way. What is no object is left to the schema.
 * @throws InputError that names the first which cannot be used.
 */
export function checkNetworkNames(networks: unknown, where: string): void {
  for (const name of namesOf(networks, where, 'networks')) {
    if (reserved.includes(name) || isMember(name)) throw reservedName(where, name, reserved);
    if (!networkName.test(name)) throw unusableName(where, name);
  }
}

/**
 * The names that a record of things has, as written; none of what is no record. @throws InputError
 * where it has a prototype of its own, as the literal `{ __proto__: ... }` makes one.
 */
export function namesOf(record: unknown, where: string, field: string): readonly string[] {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return [];
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw notARecord(where, field);
  return Object.keys(record);
}
