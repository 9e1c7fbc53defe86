import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describeLauncher, type PluginOf } from '@codistill/conformance';
import { expect, it } from 'vitest';
import type { Project } from './install.ts';

const { background } = (await import(
  path.join(import.meta.dirname, 'background-launcher', 'index.js')
)) as { readonly background: PluginOf<'launcher'> };

const study = (launcher: string, out: string) => [
  ...['compare', '--plugin', '.', '--launcher', launcher, '--jobs', '2', '--out', out],
  ...['--networks', 'small-conv:width=4,small-conv:width=4', '--examples', '256'],
  ...['--batch-size', '32', '--epochs', '40', '--runtime', 'wasm'],
  ...['--methods', 'independent,mutual', '--seeds', '2'],
];
const runs = ['independent', 'mutual'].flatMap((method) =>
  [1, 2].map((seed) => path.join('runs', method, `seed-${seed}`)),
);
const namesIn = (...folder: readonly string[]) =>
  existsSync(path.join(...folder)) ? readdirSync(path.join(...folder)).sort() : [];
const resultsOf = ({ folder }: Project, out: string) =>
  runs.flatMap((run) =>
    ['result.json', 'metrics.jsonl', 'checkpoint.safetensors'].map((name) =>
      readFileSync(path.join(folder, out, run, name)).toString('base64'),
    ),
  );

/** Its jobs are no children of the command, which may die. */
export function checks(project: () => Project): void {
  describeLauncher(background);

  it('its jobs go on when the command is killed, and are found again by handle and by key', async () => {
    const { folder, codistill } = project();
    const jobs = path.join(folder, 'jobs');
    const launcher = `background:folder=${JSON.stringify(jobs)}`;
    const command = path.join(folder, 'node_modules', '.bin', 'codistill');
    const app = spawn(command, study(launcher, 'out'), {
      cwd: folder,
      detached: true,
      stdio: 'ignore',
    });
    const begun = () =>
      runs.filter((run) => namesIn(folder, 'out', run, 'attempts', '1').includes('metrics.jsonl'));
    const since = performance.now();
    while (begun().length < 2) {
      if (app.exitCode !== null || performance.now() - since > 120_000)
        throw new Error('The command started no two runs.');
      await new Promise((done) => setTimeout(done, 50));
    }
    process.kill(-app.pid!, 'SIGKILL');
    await new Promise((done) => app.on('close', done));
    const pids = namesIn(jobs).filter((name) => name.endsWith('.pid'));
    expect(pids).toHaveLength(2);
    for (const name of pids) {
      const pid = readFileSync(path.join(jobs, name), 'utf8').trim();
      const parent = execFileSync('ps', ['-o', 'ppid=', '-p', pid], { encoding: 'utf8' }).trim();
      expect(parent).not.toBe(String(app.pid));
    }
    // As if it had died before it could note one of the handles.
    rmSync(path.join(folder, 'out', begun()[0]!, 'launches', '1', 'handle.json'));
    await codistill(...study(launcher, 'out'));
    // No run was started a second time.
    for (const run of runs) expect(namesIn(folder, 'out', run, 'attempts')).toEqual(['1']);
    expect(namesIn(jobs).filter((name) => name.endsWith('.pid'))).toHaveLength(4);
    await codistill(...study('local', 'local'));
    expect(resultsOf(project(), 'out')).toEqual(resultsOf(project(), 'local'));
  });
}
