import type { Rng } from '../contracts/random.ts';

/** One round of a keyed 32-bit mixing function: the finalizer of Murmur3 with better constants. */
function hash32(key: number, counter: number): number {
  let h = (key ^ Math.imul(counter + 0x9e3779b9, 0x85ebca6b)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/**
 * The random number stream called `name` at `step`, an integer. The same arguments give the same
 * numbers on any machine at any time, so there is no state to save.
 *
 * `uniform` gives numbers in [0, 1) with 32 bits. `normal` gives numbers with mean 0 and standard
 * deviation 1 (Box and Muller 1958). `integer(end)` gives integers from 0 to end - 1.
 * `permutation(n)` gives the numbers 0 to n - 1 in random order (Fisher and Yates).
 *
 * @example
 * ```ts
 * const first = stream(1, 'flip', 0);
 * const again = stream(1, 'flip', 0);
 * console.log(first.uniform() === again.uniform()); // true
 * ```
 */
export function stream(seed: number, name: string, step: number): Rng {
  let key = hash32(seed >>> 0, Math.floor(seed / 2 ** 32));
  for (let i = 0; i < name.length; i++) key = hash32(key, name.charCodeAt(i));
  key = hash32(key, step);
  // A second key, so that two streams with the same first key still differ.
  let other = hash32(~key, name.length);
  for (let i = name.length - 1; i >= 0; i--) other = hash32(other, name.charCodeAt(i) + step);
  let counter = 0;
  const bits = () => hash32(key, hash32(other, counter++));
  const uniform = () => bits() / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const integer = (end: number) => Math.floor(uniform() * end);
  return {
    uniform,
    normal,
    integer,
    permutation(length) {
      const out = Int32Array.from({ length }, (_, i) => i);
      for (let i = length - 1; i > 0; i--) {
        const j = integer(i + 1);
        const held = out[i]!;
        out[i] = out[j]!;
        out[j] = held;
      }
      return out;
    },
  };
}
