import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporary } from '../../../../apps/codistill/src/testing/folder.ts';
import { type Lock, takeLock } from './lock.ts';

describe('a lock', () => {
  it('is held by one, and can be taken after it was released', async () => {
    const folder = temporary();
    const file = path.join(folder, 'deep', 'lock');
    const lock = (await takeLock(file)) as Lock;
    expect(await takeLock(file)).toEqual({ heldBy: process.pid });
    await lock.release();
    const again = (await takeLock(file)) as Lock;
    await again.release();
    expect(readdirSync(path.dirname(file))).toEqual([]);
  });

  it('is taken over from a process that is gone, or whose number another has now, or that never wrote it whole', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => child.on('close', done));
    for (const text of [
      JSON.stringify({ pid: child.pid, began: '1' }),
      JSON.stringify({ pid: process.ppid, began: '-1' }),
      '{"pi',
      '',
    ]) {
      const file = path.join(temporary({ lock: text }), 'lock');
      if (process.platform !== 'linux' && text.includes('-1')) continue;
      expect(await takeLock(file)).toHaveProperty('release');
    }
  });

  it('goes to one of many who find it stale at once', async () => {
    const file = path.join(temporary(), 'lock');
    writeFileSync(file, '{}');
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeLock(file)));
    expect(taken.filter((lock) => 'release' in lock)).toHaveLength(1);
  });
});
