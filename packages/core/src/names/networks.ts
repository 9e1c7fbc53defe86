import { labels } from './edges.ts';
import { notARecord, reservedName, unusableName } from './errors.ts';
import { cleanView, ensemble } from './peers.ts';

/** Names with a fixed meaning in edges, views, metrics and the state of a step. */
const reserved: readonly string[] = [labels, 'strategy', cleanView, ensemble];

/** The pattern of a network's name. */
export const networkName = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Whether every object has a member of that name, so that a record cannot safely use it as a key.
 */
export const isMember = (name: string): boolean => name in Object.prototype;

/**
 * Checks the names of networks as they were written, before other code reads them, because later
 * copies of an object lose the key `__proto__`. Values that are not objects are left to the schema.
 * @throws InputError naming the first invalid name.
 */
export function checkNetworkNames(networks: unknown, where: string): void {
  for (const name of namesOf(networks, where, 'networks')) {
    if (reserved.includes(name) || isMember(name)) throw reservedName(where, name, reserved);
    if (!networkName.test(name)) throw unusableName(where, name);
  }
}

/**
 * The keys of a record as written; an empty list if the value is not a record.
 * @throws InputError if the record has its own prototype, as the literal `{ __proto__: ... }`
 * creates.
 */
export function namesOf(record: unknown, where: string, field: string): readonly string[] {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return [];
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw notARecord(where, field);
  return Object.keys(record);
}
