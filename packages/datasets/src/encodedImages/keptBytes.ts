/**
 * Bytes that are read for the size of an image are kept until its pixels are read, up to `most`
 * bytes in all.
 */
export function keptBytes(most: number, read: (index: number) => Promise<Uint8Array>) {
  const kept = new Map<number, Uint8Array>();
  let held = 0;
  return {
    /** The bytes of an image, which are kept. */
    async keep(index: number): Promise<Uint8Array> {
      const known = kept.get(index);
      if (known) return known;
      const bytes = await read(index);
      if (!kept.has(index) && held + bytes.length <= most) {
        kept.set(index, bytes);
        held += bytes.length;
      }
      return bytes;
    },
    /** The bytes of an image, which are no longer kept. */
    async take(index: number): Promise<Uint8Array> {
      const bytes = kept.get(index);
      if (bytes === undefined) return read(index);
      kept.delete(index);
      held -= bytes.length;
      return bytes;
    },
  };
}
