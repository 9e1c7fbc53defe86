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

/** How the files of a dataset are found and checked. */
export interface OfficialSource {
  /** Below the data folder, where people usually unpack it. */
  readonly folders: readonly string[];
  /** In words: where to get the files. */
  readonly where: string;
  readonly verify: boolean;
}

export interface Found {
  /** As messages name it: with the folder, where that is known. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The unpacked content of an official file: `name` or `name.gz`, in the data folder or one of
 * `folders` below it.
 * @throws InputError where there is none, or it is damaged, of another size, or (unless `verify` is
 * false) of another checksum.
 */
export async function readOfficial(
  files: Files,
  file: OfficialFile,
  { folders, where, verify }: OfficialSource,
): Promise<Found> {
  const tried = ['', ...folders.map((folder) => `${folder}/`)].flatMap((folder) => [
    `${folder}${file.name}`,
    `${folder}${file.name}.gz`,
  ]);
  const { found, why } = await firstOf(files, tried);
  if (!found) throw missingFile(file, tried, files.root, where, why);
  const bytes = isGzip(found.bytes)
    ? await gunzip(found.bytes).catch(() =>
        Promise.reject(damaged(found.path, found.bytes.length, file.size)),
      )
    : found.bytes;
  if (bytes.length !== file.size) throw wrongSize(found.path, bytes.length, file.size);
  if (verify) {
    const sum = await sha256(bytes);
    if (sum !== file.sha256) throw wrongChecksum(found.path, sum, file.sha256);
  }
  return { path: found.path, bytes };
}

/** The first file that is there; else why the data folder itself could not be listed, if so. */
async function firstOf(
  files: Files,
  paths: readonly string[],
): Promise<{ readonly found?: Found; readonly why?: string }> {
  let why: string | undefined;
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, slash));
    const names = await files.list(folder).catch((error: unknown) => {
      // That a usual folder is not there is no news.
      if (folder === '') why = error instanceof Error ? error.message : String(error);
      return [] as readonly string[];
    });
    if (names.includes(path.slice(slash + 1)))
      return {
        found: {
          path: files.root === undefined ? path : `${files.root}/${path}`,
          bytes: await files.read(path),
        },
      };
  }
  return why === undefined ? {} : { why };
}
