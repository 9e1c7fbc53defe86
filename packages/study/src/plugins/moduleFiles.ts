import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Matches local files that a module names after `from`, `import` or `require`, or as a URL relative
 * to itself. A name in a comment counts too if such a file exists.
 */
const named =
  /(?:\bfrom|\bimport|\brequire|\bnew\s+URL)\s*\(?\s*(['"`])((?:\.{1,2}\/|\/|file:)[^'"`\n]+)\1/g;
const endings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];
const isFile = (file: string) => existsSync(file) && statSync(file).isFile();

/** A module and all local files that it imports, directly or through other files. */
export async function moduleFiles(entry: string): Promise<readonly string[]> {
  const found = new Set([entry]);
  for (const file of found) {
    if (!/\.[cm]?[jt]sx?$/.test(file)) continue;
    const text = await readFile(file, 'utf8');
    for (const [, , specifier = ''] of text.matchAll(named)) {
      const target = resolved(specifier, file);
      if (target !== undefined) found.add(target);
    }
  }
  return [...found];
}

function resolved(specifier: string, from: string): string | undefined {
  const plain = specifier.replace(/[?#].*$/, '');
  const where = plain.startsWith('file:')
    ? fileURLToPath(plain)
    : path.resolve(path.dirname(from), plain);
  return [
    where,
    ...endings.map((ending) => where + ending),
    // TypeScript may import a file by the name of its output.
    where.replace(/js$/, 'ts'),
    ...endings.map((ending) => path.join(where, `index${ending}`)),
  ].find(isFile);
}
