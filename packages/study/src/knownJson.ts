import { readFileSync } from 'node:fs';

/** The value of a JSON text; undefined if the text is incomplete, as after a kill. */
export function parsedJson<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** The content of a JSON file; undefined if it is missing or incomplete. */
export function knownJson<T>(file: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return parsedJson<T>(text);
}
