/**
 * Values by key, kept up to `most` bytes in all: what was used longest ago goes first. The last one
 * stays, whatever its size. Callers of one key at one time share one call of `make`. Failures are
 * not kept.
 */
export function leastRecent<V>(
  most: number,
  bytesOf: (value: V) => number,
): (key: string, make: () => Promise<V>) => Promise<V> {
  const kept = new Map<string, { readonly value: Promise<V>; bytes: number }>();
  let held = 0;
  return (key, make) => {
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      return known.value;
    }
    const one = { value: make(), bytes: 0 };
    kept.set(key, one);
    one.value.then(
      (value) => {
        one.bytes = bytesOf(value);
        held += one.bytes;
        for (const [oldest, { bytes }] of kept) {
          if (held <= most || oldest === key) break;
          if (bytes === 0) continue;
          kept.delete(oldest);
          held -= bytes;
        }
      },
      () => kept.delete(key),
    );
    return one.value;
  };
}
