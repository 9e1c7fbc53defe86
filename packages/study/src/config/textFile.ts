import { readFile, stat } from 'node:fs/promises';
import { emptyFile, folderForFile, notUtf8, utf16File } from '../errors.ts';

/**
 * The text of a user's file, without a byte order mark.
 * @throws InputError if it is a folder, is empty, or is not UTF-8.
 */
export async function readUserText(file: string): Promise<string> {
  if ((await stat(file)).isDirectory()) throw folderForFile(file);
  const bytes = await readFile(file);
  const [first, second] = bytes;
  // UTF-16 text begins with its mark, or every other byte of ASCII text is 0.
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw utf16File(file);
  if (bytes.length > 1 && (first === 0) !== (second === 0)) throw utf16File(file);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8(file);
  }
  if (text.trim() === '') throw emptyFile(file);
  return text;
}
