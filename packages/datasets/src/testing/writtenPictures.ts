import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { smallFiles } from './smallFiles.ts';

const script = fileURLToPath(new URL('../../scripts/pictures.mjs', import.meta.url));

/**
 * Runs `scripts/pictures.mjs` on noise in the layout of CIFAR-100: `folder` gets the folders `files`,
 * `parquet` and `tar` with the same pictures, PNG and JPEG in turn. The arguments are those of the
 * script.
 */
export async function writtenPictures(
  folder: string,
  given: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  const { files } = await smallFiles('cifar100', { train: 300, test: 200 });
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, 'data', name)), { recursive: true });
    await writeFile(path.join(folder, 'data', name), bytes);
  }
  const options = { classes: 4, train: 3, test: 2, group: 5, ...given };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const places = ['--data', path.join(folder, 'data'), '--out', folder];
  await promisify(execFile)(process.execPath, [script, ...places, ...args]);
}
