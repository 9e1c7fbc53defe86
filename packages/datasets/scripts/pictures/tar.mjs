import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { inShards } from './folders.mjs';

/** Writes `tar/train-000000.tar` and so on: an image and its label, `.cls`, for each example. */
export async function writeTar(pictures, { out, split, names, shards }) {
  const folder = path.join(out, 'tar');
  mkdirSync(folder, { recursive: true });
  for (const [i, some] of inShards(pictures, shards).entries()) {
    const archive = pack();
    const file = path.join(folder, `${split}-${String(i).padStart(6, '0')}.tar`);
    const written = pipeline(archive, createWriteStream(file));
    for (const { label, number, ending, bytes } of some) {
      const key = `${names[label]}-${number}`;
      archive.entry({ name: `${key}.${ending}`, mtime: new Date(0) }, bytes);
      archive.entry({ name: `${key}.cls`, mtime: new Date(0) }, String(label));
    }
    archive.finalize();
    await written;
  }
}
