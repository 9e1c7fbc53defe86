import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codistill, main, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

describe('a place that cannot be written', () => {
  // A private file system for this process, if the system permits one.
  const alone = ['--mount', '--map-root-user', 'sh', '-c'];
  const onReadOnly = (cwd: string, command: string) =>
    spawnSync('unshare', [...alone, `mount -t tmpfs -o ro none "$PWD/disk" && ${command}`], {
      cwd,
      encoding: 'utf8',
    });
  const there = temporary({ 'disk/notes.txt': 'x' });
  it('is refused before training: a read-only disk', ({ skip }) => {
    skip(onReadOnly(there, 'true').status !== 0, 'this system lets no user mount a disk');
    const { status, stderr } = onReadOnly(
      there,
      `${process.execPath} ${main} compare --runtime cpu --out disk/out`,
    );
    expectParagraph({ code: status, stdout: '', stderr }, 'its disk is read-only');
  });
  it('is refused before training: a folder of the system', async ({ skip }) => {
    skip(process.platform !== 'linux', 'the folder is one of Linux');
    expectParagraph(
      await codistill(there, 'compare', '--runtime', 'cpu', '--out', '/proc/codistill'),
      '/proc',
    );
  });
});

describe('a study that was begun', () => {
  it('refuses a checkpoint that is cut short or of another version, another engine or threads', async () => {
    const cwd = temporary();
    const compare = (...more: string[]) =>
      codistill(cwd, 'compare', ...tiny, '--epochs', '1', '--seeds', '1,', '--out', 'out', ...more);
    expect((await compare('--methods', 'independent')).code).toBe(0);
    const run = path.join(cwd, 'out', 'runs', 'independent', 'seed-1');

    rmSync(path.join(run, 'result.json'));
    expectParagraph(
      await compare('--methods', 'independent', '--runtime', 'cpu'),
      'engine: "wasm" / "cpu"',
    );
    expectParagraph(
      await compare('--methods', 'independent', '--threads', '2'),
      'threads: absent / 2',
    );

    const checkpoint = path.join(run, 'checkpoint.safetensors');
    const whole = readFileSync(checkpoint);
    const refused = async (message: RegExp) => {
      const ended = await compare('--methods', 'independent');
      expect(ended.code).toBe(2);
      expect(ended.stderr.trim().split('\n').at(-1)).toMatch(message);
      expect(ended.stderr).not.toMatch(/\n\s+at /);
    };
    writeFileSync(
      checkpoint,
      whole.toString('latin1').replace('codistill/2', 'codistill/0'),
      'latin1',
    );
    await refused(
      /not a checkpoint that this version can read: its format is "codistill\/0", "codistill\/2" was expected/,
    );
    expectParagraph(await codistill(cwd, 'evaluate', checkpoint), 'its format is "codistill/0"');
    writeFileSync(checkpoint, whole.subarray(0, 3000));
    await refused(/checkpoint\.safetensors is cut short: 3000 bytes/);
    expectParagraph(await codistill(cwd, 'evaluate', checkpoint), 'is cut short: 3000 bytes');
    expect(readFileSync(path.join(run, 'metrics.jsonl'), 'utf8')).not.toBe('');
  });
});
