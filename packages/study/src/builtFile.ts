/**
 * A built file of this package, which a process or a thread of its own runs: 'work', 'worker' or
 * 'beat'. It is the built one also where this runs from sources, as in tests.
 */
export const builtFile = (name: 'work' | 'worker' | 'beat'): URL =>
  new URL(fromSource ? builtFromSource(name) : `./${name}.js`, import.meta.url);

/** Whether this runs from sources, as in tests. */
export const fromSource = import.meta.url.endsWith('.ts');
const builtFromSource = (name: string) => `../dist/${name}.js`;
