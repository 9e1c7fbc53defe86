import { chmod, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Entry, InputError } from '@codistill/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderFiles } from './folderFiles.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'codistill-files-'));
});
afterEach(async () => {
  await chmod(root, 0o755);
  await rm(root, { recursive: true, force: true });
});
const bytes = (text: string) => new TextEncoder().encode(text);
const text = async (name: string) => new TextDecoder().decode(await folderFiles(root).read(name));

async function listed(folder: string): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for await (const entry of folderFiles(root).entries(folder)) found.push(entry);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe('folderFiles', () => {
  it('reads what it wrote, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (content) => {
        await folderFiles(root).write('a.bin', content);
        expect(new Uint8Array(await folderFiles(root).read('a.bin'))).toEqual(content);
      }),
      { numRuns: 20 },
    );
  });

  it('makes folders, replaces, appends, and lists in order without what is half written', async () => {
    const files = folderFiles(root);
    await files.write('runs/b/last.safetensors', bytes('one'));
    await files.write('runs/b/last.safetensors', bytes('two'));
    await files.append('runs/b/metrics.jsonl', 'x\n');
    await files.append('runs/b/metrics.jsonl', 'y\n');
    await writeFile(path.join(root, 'runs/b/.last.safetensors.123-1.tmp'), 'ha');
    expect(await text('runs/b/last.safetensors')).toBe('two');
    expect(await text('runs/b/metrics.jsonl')).toBe('x\ny\n');
    expect(await listed('runs/b')).toEqual([
      { name: 'last.safetensors', kind: 'file', link: false },
      { name: 'metrics.jsonl', kind: 'file', link: false },
    ]);
    expect(await listed('runs')).toEqual([{ name: 'b', kind: 'folder', link: false }]);
  });

  it('reads a range, and says what is there', async () => {
    const files = folderFiles(root);
    await files.write('log', bytes('abcdef'));
    for (const [range, expected] of [
      [[0, 2], 'ab'],
      [[4, 9], 'ef'],
      [[6, 9], ''],
      [[9, 12], ''],
      [[3, 3], ''],
    ] as const)
      expect(new TextDecoder().decode(await files.read('log', range))).toBe(expected);
    expect(await files.stat('log')).toMatchObject({ size: 6, kind: 'file' });
    await utimes(path.join(root, 'log'), 1e9, 1e9);
    expect((await files.stat('log'))?.modified).toBe(1e12);
    expect((await files.stat('.'))?.kind).toBe('folder');
    expect(await files.stat('log/inside')).toBeUndefined();
    expect(await files.stat('nothing')).toBeUndefined();
  });

  it('shows links as what they lead to, also in a circle and to nowhere', async ({ skip }) => {
    skip(process.platform === 'win32', 'links need rights there');
    await folderFiles(root).write('one/file', bytes('x'));
    await symlink(root, path.join(root, 'one/circle'));
    await symlink(path.join(root, 'nothing'), path.join(root, 'one/lost'));
    await symlink(path.join(root, 'one/file'), path.join(root, 'one/other'));
    const found = await listed('one');
    expect(found).toMatchObject([
      { name: 'circle', kind: 'folder', link: true },
      { name: 'file', kind: 'file', link: false },
      { name: 'lost', kind: 'file', link: true },
      { name: 'other', kind: 'file', link: true },
    ]);
    expect(found.map(({ stat }) => stat?.kind)).toEqual(['folder', undefined, undefined, 'file']);
    expect(found[3]?.stat).toEqual(await folderFiles(root).stat('one/file'));
  });

  it('lets one of many claim a folder', async () => {
    const claims = await Promise.all(
      Array.from({ length: 20 }, () => folderFiles(root).claim('attempts/1')),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await folderFiles(root).claim('attempts/1')).toBe(false);
    expect(await folderFiles(root).claim('attempts/2')).toBe(true);
  });

  it('cuts a file to its first bytes, and leaves a shorter one, or none', async () => {
    const files = folderFiles(root);
    await files.write('log', bytes('abcdef'));
    for (const [size, expected] of [
      [9, 'abcdef'],
      [6, 'abcdef'],
      [4, 'abcd'],
      [0, ''],
    ] as const) {
      await files.truncate!('log', size);
      expect(await text('log')).toBe(expected);
    }
    await files.truncate!('nothing', 3);
    expect(await readdir(root)).toEqual(['log']);
    await expect(files.truncate!('../other', 1)).rejects.toThrow('leads out of the folder');
  });

  it('writes at once without mixing', async () => {
    const contents = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(5000));
    await Promise.all(contents.map((content) => folderFiles(root).write('one', bytes(content))));
    expect(contents).toContain(await text('one'));
    expect(await readdir(root)).toEqual(['one']);
  });

  it('says which path is missing, a folder, no folder, or outside', async () => {
    const files = folderFiles(root);
    await files.write('file', bytes('x'));
    await expect(files.read('nothing')).rejects.toThrow(
      `${path.join(root, 'nothing')} does not exist`,
    );
    await expect(listed('nothing')).rejects.toThrow(InputError);
    await expect(files.read('.')).rejects.toThrow('a file was expected');
    await expect(files.write('file/inside', bytes('x'))).rejects.toThrow('not a folder');
    await expect(files.read('../other')).rejects.toThrow('leads out of the folder');
    await expect(files.read(path.join(`${root}-other`, 'x'))).rejects.toThrow(
      'leads out of the folder',
    );
    expect(new Uint8Array(await files.read(path.join(root, 'file')))).toEqual(bytes('x'));
  });

  it('leaves what was there, and nothing else, where a write fails', async () => {
    const files = folderFiles(root);
    // A folder has that name, so the rename fails after the temporary file was written.
    await files.write('taken/inside', bytes('x'));
    await expect(files.write('taken', bytes('y'))).rejects.toThrow(path.join(root, 'taken'));
    expect(await readdir(root)).toEqual(['taken']);
    expect(await text('taken/inside')).toBe('x');
  });

  it('stops cleanly at a full disk and a read-only disk', async ({ skip }) => {
    skip(process.platform !== 'linux', 'the devices and folders are those of Linux');
    await expect(folderFiles('/dev').append('full', 'x')).rejects.toThrow(
      '/dev/full could not be written: no space is left',
    );
    await expect(folderFiles('/dev').read('full')).rejects.toThrow('a file was expected');
    const readOnly = await folderFiles('/proc').write('codistill', bytes('x')).then(String, String);
    expect(readOnly).toContain('/proc/codistill');
  });
  it('stops cleanly at a denied folder', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'nothing is denied to root');
    await chmod(root, 0o555);
    await expect(folderFiles(root).write('a', bytes('x'))).rejects.toThrow('permission was denied');
  });
});
