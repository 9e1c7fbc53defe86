import type { Targets } from '../contracts/data.ts';
import { notClasses } from './errors.ts';

/** The class of each example, [size]. @throws InputError if the targets are no classes. */
export function classesOf(targets: Targets): Int32Array {
  if (targets.kind !== 'class') throw notClasses(targets.kind);
  return targets.values;
}
