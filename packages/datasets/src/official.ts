import type { Files } from '@codistill/core';
import { z } from 'zod';
import { gunzip, isGzip, sha256 } from './bytes.ts';
import {
  damaged,
  missingFile,
  notOfficial,
  notWholeExamples,
  uncheckedChecksums,
  wrongChecksum,
  wrongSize,
} from './errors.ts';
import type { OfficialFile } from './officialFile.ts';

/** The SHA-256 of a replacement file of the same layout, by file name. */
export type Checksums = Readonly<Record<string, string>>;

/** How the files of a dataset are found and checked. */
export interface OfficialSource {
  /** Folders below the data folder in which people usually unpack the files. */
  readonly folders: readonly string[];
  /** Where to get the files, in words. */
  readonly where: string;
  readonly verify: boolean;
  /** Checksums of other files of the same layout, which are read instead of the official ones. */
  readonly checksums?: Checksums | undefined;
}

/** The options of every dataset with official files. */
export const officialOptions = (files: readonly OfficialFile[]) => ({
  verify: z.boolean().default(true).describe('Verify the SHA-256 checksums of the files.'),
  checksums: z
    .strictObject(
      Object.fromEntries(
        files.map(({ name }) => [
          name,
          z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 hexadecimal digits was expected'),
        ]),
      ),
    )
    .optional()
    .describe(
      'SHA-256 checksums by file name, for your own files in the layout of the official ones; they may have any number of examples. Default: the checksums of the official files.',
    ),
});

export interface Found {
  /** The path as messages show it, with the folder if it is known. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The unpacked content of an official file: `name` or `name.gz`, in the data folder or in one of
 * `folders` below it. With `checksums`, it is instead the file with that checksum, which may hold
 * any number of whole examples.
 * @throws InputError if the file is missing or damaged, has another size, or (unless `verify` is
 * false) has another checksum; also if `checksums` are given and `verify` is false.
 */
export async function readOfficial(
  files: Files,
  file: OfficialFile,
  { folders, where, verify, checksums }: OfficialSource,
): Promise<Found> {
  if (checksums && !verify) throw uncheckedChecksums();
  const tried = ['', ...folders.map((folder) => `${folder}/`)].flatMap((folder) => [
    `${folder}${file.name}`,
    `${folder}${file.name}.gz`,
  ]);
  const { found, why } = await firstOf(files, tried);
  const own = checksums?.[file.name];
  const size = file.head + file.examples * file.each;
  if (!found) throw missingFile(file, own, tried, files.root, where, why);
  const bytes = isGzip(found.bytes)
    ? await gunzip(found.bytes).catch(() =>
        Promise.reject(damaged(found.path, found.bytes.length, own ? undefined : size)),
      )
    : found.bytes;
  await checkOfficial({ path: found.path, bytes }, file, { verify, checksums });
  return { path: found.path, bytes };
}

/** Errors about content that is not the expected one. */
export interface ContentErrors {
  size(path: string, found: number, expected: number): Error;
  content(path: string, found: string, expected: string): Error;
}

/**
 * Checks the unpacked content of a file.
 * @throws InputError if it has another size or, unless `verify` is false, another checksum than the
 * official file or the one that `checksums` names.
 */
export async function checkOfficial(
  { path, bytes }: Found,
  file: OfficialFile,
  { verify, checksums }: Pick<OfficialSource, 'verify' | 'checksums'>,
  { size: sizeError, content: contentError }: ContentErrors = {
    size: wrongSize,
    content: notOfficial,
  },
): Promise<void> {
  const own = checksums?.[file.name];
  const size = file.head + file.examples * file.each;
  if (own === undefined) {
    if (bytes.length !== size) throw sizeError(path, bytes.length, size);
  } else if (bytes.length <= file.head || (bytes.length - file.head) % file.each !== 0)
    throw notWholeExamples(path, bytes.length, file);
  if (!verify) return;
  const sum = await sha256(bytes);
  if (own !== undefined && sum !== own) throw wrongChecksum(path, sum, own);
  if (own === undefined && sum !== file.sha256) throw contentError(path, sum, file.sha256);
}

/**
 * The first file that exists. If there is none, the reason why the data folder itself could not be
 * listed, if that failed.
 */
export async function firstOf(
  files: Files,
  paths: readonly string[],
): Promise<{ readonly found?: Found; readonly why?: string }> {
  for (const path of paths)
    if (await files.stat(path))
      return {
        found: {
          path: files.root === undefined ? path : `${files.root}/${path}`,
          bytes: await files.read(path),
        },
      };
  const why = await whyUnlisted(files);
  return why === undefined ? {} : { why };
}

/** Why the data folder cannot be listed; undefined if it can. */
async function whyUnlisted(files: Files): Promise<string | undefined> {
  try {
    for await (const _ of files.entries('')) break;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
