import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Files } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { growingFile } from './growingFile.ts';

let files: Files;
let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'codistill-growing-'));
  files = folderFiles(root);
});
afterAll(() => rm(root, { recursive: true, force: true }));
const read = async (name: string) => new TextDecoder().decode(await files.read(name));

it('is cut back to what was saved, in bytes and not in characters', async () => {
  const file = growingFile('mine', 'a');
  await file.begin(files);
  await file.append('ä€');
  await file.append(Uint8Array.of(33));
  expect(file.size).toBe(6);
  const saved = await file.save();
  await file.append('lost');
  const again = growingFile('mine', 'a');
  await again.begin(files, saved);
  expect(await read('a')).toBe('ä€!');
  await again.append('.');
  expect([await read('a'), again.size, await again.save()]).toEqual(['ä€!.', 7, '7']);
  await growingFile('mine', 'a').begin(files);
  expect(await read('a')).toBe('');
});

it('is refused if it is shorter than what was saved, or its state is no number', async () => {
  await files.write('short', Uint8Array.of(1, 2, 3));
  await expect(growingFile('mine', 'short').begin(files, '5')).rejects.toThrow(
    `${root}/short has 3 bytes, and the checkpoint that is resumed says 5`,
  );
  await expect(growingFile('mine', 'short').begin(files, 'x')).rejects.toThrow(
    'The checkpoint has "x" as the state of the observer "mine", and a number of bytes was expected.',
  );
});

it('counts without files too', async () => {
  const file = growingFile('mine', 'a');
  await file.begin(undefined);
  await file.append('abc');
  expect(file.size).toBe(3);
});
