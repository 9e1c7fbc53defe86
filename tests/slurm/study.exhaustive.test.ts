import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stream } from '@codistill/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../blocks.ts';
import { type Cluster, type Node, noCluster, processesOf, startCluster, until } from './cluster.ts';

// A study of twelve runs, of which four need the networks of others, on two nodes. Whatever happens
// there, its report is that of an undisturbed local study, bit for bit.

const main = path.join(root, 'apps/codistill/dist/main.js');
const isApart = spawnSync('unshare', ['--uts', '--pid', '--fork', 'true']).status === 0;

/** The batch script starts itself again as on another host, if it runs on the second node. */
const onAnotherHost = [
  'if [ "$SLURMD_NODENAME" = n2 ] && [ -z "$APART" ]; then',
  '  APART=1 exec unshare --uts --pid --fork --mount-proc bash -c \'hostname n2; exec bash "$0"\' "$0"',
  'fi',
];

describe.skipIf(noCluster || !isApart)(
  `a study on Slurm${noCluster ? `, skipped: ${noCluster}` : isApart ? '' : ', skipped: no unshare'}`,
  () => {
    let cluster: Cluster;
    const cwd = mkdtempSync(path.join(os.tmpdir(), 'codistill-slurm-'));
    const study = {
      networks: ['small-conv', 'small-conv'].map((use) => ({ use, width: 4 })),
      methods: ['independent', 'distill', 'competitive'],
      seeds: 4,
      examples: 256,
      batchSize: 32,
      epochs: 6,
      runtime: 'wasm',
    };
    const environment = () => ({
      ...process.env,
      SLURM_CONF: cluster.conf,
      CODISTILL_CHECKPOINT_SECONDS: '0.1',
    });
    const start = (out: string, launcher: unknown, ...words: readonly string[]): ChildProcess => {
      const file = path.join(cwd, `${out}.json`);
      writeFileSync(file, JSON.stringify({ ...study, out, launcher }));
      return spawn(process.execPath, [main, 'compare', '--config', file, ...words], {
        cwd,
        env: environment(),
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    };
    const ended = (child: ChildProcess) =>
      new Promise<number | null>((done) => {
        if (child.exitCode !== null || child.signalCode !== null) done(child.exitCode);
        else child.on('close', done);
      });
    const reportOf = (out: string) => readFileSync(path.join(cwd, out, 'report.json'), 'utf8');
    const folders = (...names: readonly string[]): string[] => {
      const folder = path.join(cwd, ...names);
      return existsSync(folder) ? readdirSync(folder) : [];
    };
    const runsOf = (out: string) =>
      folders(out, 'runs').flatMap((method) =>
        folders(out, 'runs', method).map((seed) => path.join(out, 'runs', method, seed)),
      );
    const resultsIn = (out: string) =>
      runsOf(out).filter((run) => existsSync(path.join(cwd, run, 'result.json'))).length;
    /** The comments of the jobs that Slurm has ever taken, which hold the ids of their launches. */
    const submitted = () =>
      cluster.slurm('squeue', '--noheader', '--states=all', '--format=%k').trim().split('\n');
    /** Whether a launch was noted, and its job was not yet. */
    const isSubmitting = (out: string) =>
      runsOf(out).some((run) =>
        folders(run, 'launches').some((launch) => {
          const names = folders(run, 'launches', launch);
          return names.includes('key.json') && !names.includes('handle.json');
        }),
      );
    const jobsOn = (node: Node) =>
      cluster
        .slurm('squeue', '--noheader', '--states=RUNNING', `--nodelist=${node}`, '--format=%A')
        .split('\n')
        .filter((id) => id !== '');

    beforeAll(async () => {
      cluster = await startCluster();
      expect(await ended(start('local', 'local'))).toBe(0);
    });
    afterAll(() => cluster?.stop());

    it('is that of a local one', async () => {
      const before = submitted().length;
      expect(await ended(start('plain', 'slurm'))).toBe(0);
      expect(reportOf('plain')).toBe(reportOf('local'));
      expect(submitted()).toHaveLength(12 + (before === 1 ? 0 : before));
    });

    it('submits every run once, though the command is killed at ten moments', async () => {
      const before = submitted().length;
      const rng = stream(1, 'kills', 0);
      let submitting = 0;
      for (let time = 0; time < 10; time++) {
        const child = start('killed', 'slurm');
        const over = ended(child);
        const known = resultsIn('killed');
        if (time % 2 === 0) {
          const until = performance.now() + 20_000;
          while (!isSubmitting('killed') && child.exitCode === null && performance.now() < until)
            await new Promise((done) => setImmediate(done));
          if (isSubmitting('killed')) submitting++;
        } else {
          const moment = performance.now() + 4000 + 6000 * rng.uniform();
          while (child.exitCode === null && performance.now() < moment)
            await new Promise((done) => setTimeout(done, 20));
        }
        child.kill('SIGKILL');
        await over;
        expect(resultsIn('killed')).toBeGreaterThanOrEqual(known);
      }
      expect(submitting).toBeGreaterThan(0);
      expect(await ended(start('killed', 'slurm'))).toBe(0);
      expect(reportOf('killed')).toBe(reportOf('local'));
      expect(submitted()).toHaveLength(before + 12);
    });

    it('survives a killed job, a lost node, a node that only seems lost, a requeue and a restart of the controller', async () => {
      const out = 'disturbed';
      const child = start(out, { use: 'slurm', lines: [...onAnotherHost, 'sleep 2'] });
      const over = ended(child);
      await until(() => jobsOn('n1').length > 0 && jobsOn('n2').length > 0, 'jobs on both nodes');
      const trains = (node: Node) =>
        processesOf(cluster.conf, node).filter((pid) =>
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('work.js'),
        );
      await until(() => trains('n1').length > 0 && trains('n2').length > 0, 'runs on both nodes');
      // A job is killed.
      process.kill(trains('n1')[0]!, 'SIGKILL');
      // The second node's daemon dies, and its job lives on while Slurm starts a second copy.
      cluster.killNode('n2', 'daemon');
      cluster.slurm('scontrol', 'update', 'NodeName=n2', 'State=DOWN', 'Reason=lost');
      // The controller is restarted.
      await cluster.stopController();
      cluster.startController();
      await until(() => jobsOn('n1').length > 0, 'a job on the first node');
      cluster.slurm('scontrol', 'requeue', jobsOn('n1')[0]!);
      cluster.startNode('n2');
      await until(() => jobsOn('n2').length > 0 || resultsIn(out) > 9, 'the second node');
      // The first node is lost with its processes.
      cluster.killNode('n1', 'all');
      cluster.slurm('scontrol', 'update', 'NodeName=n1', 'State=DOWN', 'Reason=lost');
      cluster.startNode('n1');
      expect(await over).toBe(0);
      expect(reportOf(out)).toBe(reportOf('local'));
      expect(resultsIn(out)).toBe(12);
    });
  },
);
