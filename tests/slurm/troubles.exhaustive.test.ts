import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../blocks.ts';
import { smallData } from '../smallData.ts';
import { type Cluster, noCluster, startCluster, until } from './cluster.ts';

// What goes wrong on a cluster is one sentence, and leaves no job behind.

const main = path.join(root, 'apps/codistill/dist/main.js');
const isApart = spawnSync('unshare', ['--uts', '--mount', 'true']).status === 0;

/** The batch script starts itself again on a host "n9", after commands that change what it sees. */
const onOtherHost = (...commands: readonly string[]) => [
  'if [ -z "$APART" ]; then',
  `  APART=1 exec unshare --uts --mount bash -c '${['hostname n9', ...commands].join('; ')}; exec bash "$0"' "$0"`,
  'fi',
];

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

describe.skipIf(noCluster || !isApart)(
  `trouble on Slurm${noCluster ? `, skipped: ${noCluster}` : isApart ? '' : ', skipped: no unshare'}`,
  () => {
    let cluster: Cluster;
    const cwd = mkdtempSync(path.join(os.tmpdir(), 'codistill-trouble-'));
    const base = {
      networks: ['small-conv', 'small-conv'].map((use) => ({ use, width: 4 })),
      methods: ['independent', 'distill'],
      seeds: 1,
      examples: 128,
      batchSize: 32,
      epochs: 2,
      runtime: 'wasm',
    };
    const start = (
      out: string,
      study: Readonly<Record<string, unknown>>,
      words: readonly string[] = [],
      env: Readonly<Record<string, string>> = {},
    ) => {
      const file = path.join(cwd, `${out}.json`);
      writeFileSync(file, JSON.stringify({ ...base, out, launcher: 'slurm', ...study }));
      const child = spawn(process.execPath, [main, 'compare', '--config', file, ...words], {
        cwd,
        env: { ...process.env, SLURM_CONF: cluster.conf, CODISTILL_DATA: '', ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const ended = new Promise<Ended>((done) =>
        child.on('close', (code) => done({ code, stderr })),
      );
      return { child, ended, said: () => stderr };
    };
    const jobs = () => cluster.slurm('squeue', '--noheader', '--format=%A').trim();
    const running = () => cluster.slurm('squeue', '--noheader', '--states=RUNNING').trim();
    const last = (text: string) => text.trim().split('\n').at(-1)!;

    beforeAll(async () => {
      cluster = await startCluster();
    });
    afterAll(() => cluster?.stop());

    it.each([
      ['no Slurm', 'slurm', { PATH: '/nowhere' }, "Slurm's command sbatch is not installed"],
      ['a wrong partition', { use: 'slurm', partition: 'moon' }, {}, 'invalid partition'],
      ['more cores than any node', { use: 'slurm', cpus: 64 }, {}, 'node configuration is not'],
      [
        'more memory than any node',
        { use: 'slurm', memory: '1T' },
        {},
        'node configuration is not',
      ],
      ['GPUs where there are none', { use: 'slurm', gpus: 1 }, {}, 'generic resource'],
    ])('%s', async (_, launcher, env, said) => {
      const { code, stderr } = await start('refused', { launcher }, [], env).ended;
      expect(code).toBe(2);
      expect(stderr.trim()).not.toContain('\n');
      expect(stderr).toContain(said);
      expect(existsSync(path.join(cwd, 'refused'))).toBe(false);
      expect(jobs()).toBe('');
    });

    it('data that a node does not have', async () => {
      const { folder, checksums } = await smallData('cifar100', { train: 300, test: 100 });
      const lines = onOtherHost(`mount -t tmpfs none ${folder}`);
      const study = { dataset: { use: 'cifar100', checksums }, data: folder };
      const { code, stderr } = await start('no-data', {
        ...study,
        launcher: { use: 'slurm', lines },
      }).ended;
      expect(code).toBe(2);
      expect(last(stderr)).toMatch(/^On n9: .*(is not there|does not exist|was not found|missing)/);
      expect(jobs()).toBe('');
    });

    it('another version on a node', async () => {
      const manifest = realpathSync(
        path.join(root, 'packages/core/node_modules/@tensorflow/tfjs-core/package.json'),
      );
      const older = path.join(cwd, 'package.json');
      const text = readFileSync(manifest, 'utf8');
      writeFileSync(older, text.replace(/"version": "[^"]*"/, '"version": "4.0.1"'));
      const lines = onOtherHost(`mount --bind ${older} ${manifest}`);
      const { code, stderr } = await start('older', { launcher: { use: 'slurm', lines } }).ended;
      expect(code).toBe(2);
      expect(last(stderr)).toMatch(/^On n9: .*tfjs-core 4\.0\.1 instead of 4\.\d+\.\d+/);
      expect(jobs()).toBe('');
    });

    it('a full disk', async () => {
      const disk = path.join(cwd, 'disk');
      mkdirSync(disk);
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'none', disk]).status).toBe(0);
      try {
        const { code, stderr } = await start('full', { out: 'disk/study' }).ended;
        expect([1, 2]).toContain(code);
        expect(stderr).toContain('no space is left on its disk');
        await until(() => jobs() === '', 'the end of all jobs');
      } finally {
        expect(spawnSync('umount', ['-l', disk]).status).toBe(0);
      }
    });

    it('a clock that is an hour late changes nothing', async () => {
      const lines = ['[ -n "$LATE" ] || LATE=1 exec faketime -f -1h bash "$0"'];
      expect((await start('late', { launcher: { use: 'slurm', lines } }).ended).code).toBe(0);
      expect((await start('on-time', { launcher: 'local' }).ended).code).toBe(0);
      const report = (out: string) => readFileSync(path.join(cwd, out, 'report.json'), 'utf8');
      expect(report('late')).toBe(report('on-time'));
    });

    it('jobs are left at --detach and when the command is ended, and end at --cancel', async () => {
      const study = { epochs: 400 };
      const first = await start('left', study, ['--detach']).ended;
      expect(first.code).toBe(0);
      expect(last(first.stderr)).toContain('2 jobs work on without this command');
      const listed = jobs();
      expect(listed.split('\n')).toHaveLength(2);
      const { child, ended, said } = start('left', study);
      await until(() => said().includes('2 runs, 0 done') && running() !== '', 'a job');
      await new Promise((done) => setTimeout(done, 5000));
      child.kill('SIGINT');
      const second = await ended;
      expect(second.code).toBe(130);
      expect(last(second.stderr)).toContain('2 jobs work on without this command');
      expect(jobs()).toBe(listed);
      const third = await start('left', study, ['--cancel']).ended;
      expect(third.code).toBe(0);
      expect(last(third.stderr)).toContain(
        '2 jobs have saved and ended: independent/seed-1, distill',
      );
      expect(jobs()).toBe('');
      // It saved.
      const attempt = path.join(cwd, 'left/runs/independent/seed-1/attempts/1');
      expect(existsSync(path.join(attempt, 'checkpoint.safetensors'))).toBe(true);
    });
  },
);
