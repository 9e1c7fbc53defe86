import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { folderFiles } from '@codistill/node';
import { expect, it } from 'vitest';
import { tarEntries } from './tarEntries.ts';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
type Entries = readonly (readonly [name: string, offset: number, size: number])[];
const golden = JSON.parse(await readFile(`${folder}golden.json`, 'utf8')) as Record<
  string,
  Entries
>;

it.each(Object.keys(golden))('tar files of Python, %s, have the same entries', async (form) => {
  const found: (readonly [string, number, number])[] = [];
  for await (const { name, offset, size, content } of tarEntries(
    folderFiles(folder),
    `${form}.tar`,
  )) {
    found.push([name, offset, size]);
    const bytes = await content();
    expect(bytes).toHaveLength(size);
    for (let k = 1; k < size; k++) expect(bytes[k]).toBe((bytes[0]! + k) % 256);
  }
  expect(found).toEqual(golden[form]);
});
