import type { Files } from '@codistill/core';
import type { Walked } from '../walk.ts';

/** The text of a list, whose changes are watched. */
export async function listText(files: Files, path: string, walked: Walked): Promise<string> {
  const bytes = await files.read(path);
  const stat = await files.stat(path);
  if (stat) walked.files.set(path, stat);
  // Without the byte order mark that some programs write.
  return new TextDecoder().decode(bytes);
}

/** The lines of a text that are not empty, with their numbers from 1. */
export const linesOf = (text: string): readonly { readonly line: string; readonly at: number }[] =>
  text
    .split(/\r?\n/)
    .map((line, i) => ({ line: line.trim(), at: i + 1 }))
    .filter(({ line }) => line !== '');
