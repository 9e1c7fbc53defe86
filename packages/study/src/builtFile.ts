import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { notBuilt } from './errors.ts';

/** Whether this runs from sources, as in tests. */
export const fromSource = import.meta.url.endsWith('.ts');

/**
 * A built file of this package, which a process or a thread of its own runs: 'work', 'worker' or
 * 'beat'. It is the built one also where this runs from sources.
 * @throws Error if it is not built.
 */
export function builtFile(name: 'work' | 'worker' | 'beat'): URL {
  const file = new URL(`${fromSource ? '../dist' : '.'}/${name}.js`, import.meta.url);
  if (!existsSync(file)) throw notBuilt(fileURLToPath(file));
  return file;
}
