import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { folderFiles } from '@codistill/node';

/** A folder that one process alone has made. Its name is its number. */
export interface Claim {
  readonly number: number;
  readonly folder: string;
}

/** The claims in a folder, in ascending order. */
export const claimsIn = (parent: string): readonly Claim[] =>
  existsSync(parent)
    ? readdirSync(parent)
        .filter((name) => /^[1-9]\d*$/.test(name))
        .map((name) => ({ number: Number(name), folder: path.join(parent, name) }))
        .sort((a, b) => a.number - b.number)
    : [];

/**
 * Makes the folder of the next number in `parent`. Making a folder succeeds for one process alone,
 * also on a file system that several machines share.
 */
export async function claimNext(parent: string): Promise<Claim> {
  for (;;) {
    const claim = await claimNumber(parent, (claimsIn(parent).at(-1)?.number ?? 0) + 1);
    if (claim) return claim;
  }
}

/** Makes the folder with a number in `parent`; undefined if another process has made it. */
export const claimNumber = async (parent: string, number: number): Promise<Claim | undefined> =>
  (await folderFiles(parent).claim(String(number)))
    ? { number, folder: path.join(parent, String(number)) }
    : undefined;
