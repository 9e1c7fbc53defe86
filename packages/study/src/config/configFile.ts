import { existsSync } from 'node:fs';
import path from 'node:path';
import { isInputError } from '@codistill/core';
import { missingStudyFile, notAnObject, unknownExtension, unreadableFile } from '../errors.ts';
import { importModule } from '../plugins/loadPlugins.ts';
import { checkKeys } from './jsonKeys.ts';
import { readUserText } from './textFile.ts';

const endings = ['.json', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * The content of a TypeScript, JavaScript or JSON file, which is its default export.
 * @throws InputError if the file does not exist, cannot be read, or holds no object.
 */
export async function readConfigFile(
  name: string,
  cwd = process.cwd(),
): Promise<Readonly<Record<string, unknown>>> {
  const file = path.resolve(cwd, name);
  if (!existsSync(file)) throw missingStudyFile(file);
  let held: unknown;
  try {
    const text = await readUserText(file);
    const ending = path.extname(file).toLowerCase();
    if (!endings.includes(ending)) throw unknownExtension(file, endings);
    held =
      ending === '.json'
        ? parsedJson(text, file)
        : ((await importModule(file)) as { default?: unknown }).default;
  } catch (error) {
    if (isInputError(error)) throw error;
    throw unreadableFile(file, oneLine(error));
  }
  if (typeof held === 'object' && held !== null && !Array.isArray(held))
    return held as Readonly<Record<string, unknown>>;
  throw notAnObject(
    file,
    Array.isArray(held)
      ? 'a list'
      : held === undefined || held === null
        ? 'nothing'
        : `a ${typeof held}`,
  );
}

function parsedJson(text: string, file: string): unknown {
  const value: unknown = JSON.parse(text);
  checkKeys(text, file);
  return value;
}

/**
 * The error as one line. JSON.parse quotes the text with its line breaks; in other errors, the
 * first line says what is wrong.
 */
function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof SyntaxError && message.includes('JSON')
    ? message.replaceAll(/\s+/g, ' ')
    : message.split('\n')[0]!;
}
