import type { Files } from '@codistill/core';
import { gunzip, isGzip, sha256 } from './bytes.ts';
import { damaged, missingFile, wrongChecksum, wrongSize } from './errors.ts';

/** An official file, by what identifies it. */
export interface OfficialFile {
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** Of the unpacked file. */
  readonly sha256: string;
}

/**
 * The unpacked content of an official file: `name` or `name.gz`, in the data folder or one of `folders` below it.
 * @throws InputError where there is none, or it is damaged, of another size, or (unless `verify` is false) of another checksum.
 */
export async function readOfficial(
  files: Files,
  file: OfficialFile,
  folders: readonly string[],
  where: string,
  verify: boolean,
): Promise<{ readonly path: string; readonly bytes: Uint8Array }> {
  const tried = ['', ...folders.map((folder) => `${folder}/`)].flatMap((folder) => [`${folder}${file.name}`, `${folder}${file.name}.gz`]);
  const found = await firstOf(files, tried);
  if (!found) throw missingFile(tried, where);
  const bytes = isGzip(found.bytes) ? await gunzip(found.bytes).catch(() => Promise.reject(damaged(found.path))) : found.bytes;
  if (bytes.length !== file.size) throw wrongSize(found.path, bytes.length, file.size);
  if (verify) {
    const sum = await sha256(bytes);
    if (sum !== file.sha256) throw wrongChecksum(found.path, sum, file.sha256);
  }
  return { path: found.path, bytes };
}

async function firstOf(files: Files, paths: readonly string[]): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined> {
  for (const path of paths) {
    const [folder, name] = [path.slice(0, Math.max(0, path.lastIndexOf('/'))), path.slice(path.lastIndexOf('/') + 1)];
    const names = await files.list(folder).catch(() => [] as readonly string[]);
    if (names.includes(name)) return { path, bytes: await files.read(path) };
  }
  return undefined;
}

/** Images stored plane by plane ([channel, height, width]) as [height, width, channel], and the byte at `labelAt` of every record as its label. */
export function unplaned(
  bytes: Uint8Array,
  header: number,
  labelAt: number,
  plane: number,
): { readonly images: Uint8Array; readonly labels: Int32Array } {
  const record = header + 3 * plane;
  const count = bytes.length / record;
  const images = new Uint8Array(count * 3 * plane);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = bytes[i * record + labelAt]!;
    for (let channel = 0; channel < 3; channel++) {
      const from = i * record + header + channel * plane;
      for (let k = 0; k < plane; k++) images[(i * plane + k) * 3 + channel] = bytes[from + k]!;
    }
  }
  return { images, labels };
}
