import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { smallFiles } from '../packages/datasets/src/testing/smallFiles.ts';

/** A new data folder with small files of a dataset. It is removed after the tests. */
export async function smallData(
  ...given: Parameters<typeof smallFiles>
): Promise<{ readonly folder: string; readonly checksums: Readonly<Record<string, string>> }> {
  const { files, checksums } = await smallFiles(...given);
  const folder = mkdtempSync(path.join(tmpdir(), 'codistill-small-data-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), bytes);
  }
  return { folder, checksums };
}
