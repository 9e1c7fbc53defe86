import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes `files/train/apple/00000.png` and so on. */
export function writeFolders(pictures, { out, split, names }) {
  for (const { label, number, ending, bytes } of pictures) {
    const folder = path.join(out, 'files', split, names[label]);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${number}.${ending}`), bytes);
  }
}

/** The pictures in `count` parts of equal size, but for the last. */
export function inShards(pictures, count) {
  const each = Math.ceil(pictures.length / count);
  return Array.from({ length: count }, (_, i) => pictures.slice(i * each, (i + 1) * each));
}
