import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Handle, Job, JobState, Launcher } from '@codistill/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { type PluginOf, type Settings, subjectOf } from './settings.ts';

/**
 * Tests of a launcher with small jobs that it really starts: a job runs with its exact command
 * line, is found by its key, ends with its exit code, keeps its last words, and can be stopped in
 * both ways. If the launcher `waits`, a job starts after others, and not at all if one of them fails.
 */
export function describeLauncher(plugin: PluginOf<'launcher'>, settings: Settings = {}): void {
  const subject = subjectOf(plugin, settings);
  describe(`launcher ${plugin.id}`, () => {
    let launcher: Launcher;
    let folder: string;
    beforeAll(() => {
      launcher = subject.build(settings.needs ?? {});
      folder = mkdtempSync(path.join(tmpdir(), 'codistill-launcher-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    /** A job that runs JavaScript in the folder of the tests. */
    const jobOf = (key: string, code: string): Job => {
      const file = path.join(folder, `${key}.cjs`);
      writeFileSync(file, `process.chdir(${JSON.stringify(folder)}); ${code}`);
      return {
        folder,
        key: `${path.basename(folder)}-${key}`,
        command: [process.execPath, file],
      };
    };
    const stateOf = async (handle: Handle): Promise<JobState> =>
      (await launcher.states([handle]))[0]!;
    const ended = async (handle: Handle): Promise<JobState> => {
      for (;;) {
        const found = await stateOf(handle);
        if (found.state !== 'waiting' && found.state !== 'running') return found;
        await new Promise((done) => setTimeout(done, 100));
      }
    };
    /** What only launchers promise whose engine lets a job wait. */
    const waiting = () => {
      it('starts a job when those that it waits for have succeeded', async () => {
        const slow = `setTimeout(() => { ${writes('d', "''")} }, 1500)`;
        const first = await launcher.start(jobOf('d', slow));
        const there = `String(require('fs').existsSync('d'))`;
        const job = { ...jobOf('e', writes('e', there)), after: [first] };
        const second = await launcher.start(job);
        expect((await stateOf(second)).state).toBe('waiting');
        expect(await fileComes('e')).toBe('true');
        expect(await ended(second)).toMatchObject({ exitCode: 0 });
      });
      it('ends a job that waits in vain, without having begun it', async () => {
        const first = await launcher.start(jobOf('f', 'process.exit(3)'));
        const job = { ...jobOf('g', writes('g', "''")), after: [first] };
        const found = await ended(await launcher.start(job));
        expect(['ended', 'unknown']).toContain(found.state);
        expect(existsSync(path.join(folder, 'g'))).toBe(false);
      });
    };
    const fileComes = async (name: string) => {
      while (!existsSync(path.join(folder, name)))
        await new Promise((done) => setTimeout(done, 50));
      return readFileSync(path.join(folder, name), 'utf8');
    };
    const writes = (name: string, text: string) =>
      `require('fs').writeFileSync('${name}.new', ${text}); require('fs').renameSync('${name}.new', '${name}');`;

    describeFacts('launcher', subject);

    it('has room for a first job, or sets no limit', async () => {
      const room = await launcher.room({ engine: 'wasm' });
      if (room !== undefined) expect(room).toBeGreaterThan(0);
    });
    it('starts a job with its command line, finds it by its key, and knows how it ended', async () => {
      const job = jobOf(
        'a',
        `${writes('a', "'here'")} console.error('last words'); process.exitCode = 75`,
      );
      const handle = await launcher.start(job);
      expect(handle.key).toBe(job.key);
      expect(JSON.parse(JSON.stringify(handle))).toEqual(handle);
      expect(await fileComes('a')).toBe('here');
      const found = await ended(handle);
      expect(['ended', 'unknown']).toContain(found.state);
      if (found.exitCode !== undefined) expect(found.exitCode).toBe(75);
      expect(await launcher.output(handle)).toContain('last words');
    });
    it('finds a job that works by its key, and none by another', async () => {
      const job = jobOf('b', `${writes('b', "''")} setInterval(() => {}, 1000)`);
      const handle = await launcher.start(job);
      await fileComes('b');
      expect(await launcher.find(job.key)).toEqual(handle);
      expect(await launcher.find(`${job.key}-other`)).toBeUndefined();
      expect((await stateOf(handle)).state).toBe('running');
      expect(await launcher.states([handle, handle])).toHaveLength(2);
      await launcher.stop(handle, 'now');
      expect(['ended', 'unknown']).toContain((await ended(handle)).state);
    });
    it('lets a job save when it is stopped', async () => {
      const saves = `process.on('SIGTERM', () => { ${writes('saved', "'all'")} process.exit(75) });`;
      const job = jobOf('c', `${saves} ${writes('c', "''")} setInterval(() => {}, 1000)`);
      const handle = await launcher.start(job);
      await fileComes('c');
      await launcher.stop(handle, 'save');
      expect(await fileComes('saved')).toBe('all');
      await ended(handle);
    });
    if (subject.build(settings.needs ?? {}).waits) waiting();
    it('knows nothing of a job that was never started', async () => {
      const [found] = await launcher.states([{ key: 'never', id: '0' }]);
      expect(['ended', 'unknown']).toContain(found!.state);
    });
  });
}
