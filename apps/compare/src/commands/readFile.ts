import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { missingStudyFile, notAnObject, unreadableFile } from '../errors.ts';
import { importModule } from '../plugins.ts';

/**
 * What a TypeScript, JavaScript or JSON file holds: its default export. @throws InputError where it
 * does not exist, cannot be read, or holds no object.
 */
export async function readConfigFile(
  name: string,
  cwd = process.cwd(),
): Promise<Readonly<Record<string, unknown>>> {
  const file = path.resolve(cwd, name);
  if (!existsSync(file)) throw missingStudyFile(file);
  if (statSync(file).isDirectory()) throw unreadableFile(file, 'it is a folder. Name a file.');
  let held: unknown;
  try {
    held = file.endsWith('.json')
      ? JSON.parse(await readFile(file, 'utf8'))
      : ((await importModule(file)) as { default?: unknown }).default;
  } catch (error) {
    throw unreadableFile(
      file,
      (error instanceof Error ? error.message : String(error)).split('\n')[0]!,
    );
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
