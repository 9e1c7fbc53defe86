import type { Files } from '@codistill/core';

/** Files in memory. What was appended is lost in a crash until it was synced. */
export interface MemoryFiles {
  readonly files: Files;
  /** The content of all files, as text with one character for each byte, in the order of names. */
  written(): Readonly<Record<string, string>>;
  /** Leaves each file as it is on the disk. */
  crash(): void;
}

export function memoryFiles(): MemoryFiles {
  const now = new Map<string, Uint8Array>();
  const onDisk = new Map<string, Uint8Array>();
  const claimed = new Set<string>();
  const set = (path: string, bytes: Uint8Array) => {
    now.set(path, bytes);
    onDisk.set(path, bytes);
  };
  const missing = (path: string) => new Error(`There is no file ${path}.`);
  return {
    files: {
      read: async (path, [from, to] = [0, Number.POSITIVE_INFINITY]) =>
        now.get(path)?.slice(from, to) ?? Promise.reject(missing(path)),
      stat: async (path) => {
        const bytes = now.get(path);
        return bytes && { size: bytes.length, kind: 'file' };
      },
      write: async (path, bytes) => set(path, bytes.slice()),
      append: async (path, content) => {
        const more = typeof content === 'string' ? new TextEncoder().encode(content) : content;
        now.set(path, Uint8Array.from([...(now.get(path) ?? []), ...more]));
      },
      sync: async (path) => {
        const bytes = now.get(path);
        if (bytes) onDisk.set(path, bytes);
      },
      truncate: async (path, size) => {
        const bytes = now.get(path);
        if (bytes && bytes.length > size) set(path, bytes.slice(0, size));
      },
      entries: async function* (folder) {
        const below = folder === '.' ? '' : `${folder}/`;
        const paths = [...now.keys()].filter((path) => path.startsWith(below));
        const rests = paths.map((path) => path.slice(below.length).split('/'));
        for (const name of new Set(rests.map(([first]) => first!))) {
          const isFile = rests.some(([first, ...deeper]) => first === name && deeper.length === 0);
          yield { name, kind: isFile ? 'file' : 'folder', link: false };
        }
      },
      claim: async (folder) => {
        if (claimed.has(folder)) return false;
        claimed.add(folder);
        return true;
      },
    },
    written: () =>
      Object.fromEntries(
        [...now]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]),
      ),
    crash() {
      now.clear();
      for (const [path, bytes] of onDisk) now.set(path, bytes);
    },
  };
}
