import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import {
  codistill,
  environment,
  filesBelow,
  main,
  metricLines,
  start,
  temporary,
  until,
} from '../testing/command.ts';
import { outcome, sixRuns } from '../testing/outcome.ts';

/** How often a second copy is started. CODISTILL_KILLS=20 runs the full test. */
const times = Number(process.env['CODISTILL_KILLS'] ?? 4);

/** Another machine, as far as process numbers, host name and mounts tell. */
const elsewhere = ['--uts', '--pid', '--fork', '--mount-proc', '--mount', '--map-root-user'];
const canBeElsewhere = spawnSync('unshare', [...elsewhere, 'true']).status === 0;

describe('two copies of one run, as after a machine was believed lost', () => {
  it(`give one result, that of an undisturbed run, from ${times} moments`, async () => {
    const experiment = {
      dataset: 'digits',
      networks: {
        a: { backbone: { use: 'small-conv', width: 4 } },
        b: { backbone: { use: 'small-conv', width: 4 } },
      },
      strategy: 'mutual',
      optimizer: 'sgd',
      learningRate: 'constant',
      epochs: 6,
      batchSize: 32,
      examples: 256,
      seed: 1,
    };
    const cwd = temporary({ 'one.json': JSON.stringify(experiment) });
    const run = ['run', 'one.json', '--runtime', 'wasm', '--out'];
    expect((await codistill(cwd, ...run, 'whole')).code).toBe(0);
    const undisturbed = outcome(path.join(cwd, 'whole'));
    const rng = stream(1, 'copies', 0);
    for (let time = 0; time < times; time++) {
      const name = `copy-${time}`;
      const folder = path.join(cwd, name);
      // A job without anything that was trained.
      cpSync(path.join(cwd, 'whole'), folder, {
        recursive: true,
        filter: (file) => file === path.join(cwd, 'whole') || /(job|experiment)\.json$/.test(file),
      });
      const first = start(cwd, 'work', name);
      const lines = rng.integer(54);
      let over = false;
      first.ended.then(() => {
        over = true;
      });
      await until(() => over || linesOf(folder) >= lines, 'progress');
      const second = copyElsewhere(cwd, name);
      const codes = [(await first.ended).code, await second];
      // The first may have finished before the second came. The last to come always finishes.
      expect([0, 75], `from line ${lines}`).toContain(codes[0]);
      expect([0, 75]).toContain(codes[1]);
      expect(codes).toContain(0);
      expect(outcome(folder), `from line ${lines}`).toEqual(undisturbed);
      expect(filesBelow(folder).filter((file) => file.endsWith('result.json'))).toHaveLength(1);
    }
  });

  /** Starts the run of a folder in other namespaces, and returns its exit code. */
  const copyElsewhere = (cwd: string, name: string): Promise<number | null> =>
    new Promise((resolve) => {
      const command = [process.execPath, main, 'work', name];
      const words = canBeElsewhere ? ['unshare', ...elsewhere, ...command] : command;
      spawn(words[0]!, words.slice(1), { cwd, env: environment, stdio: 'ignore' }).on(
        'close',
        resolve,
      );
    });
  const linesOf = (folder: string) =>
    filesBelow(folder)
      .filter((name) => name.endsWith('metrics.jsonl') && existsSync(path.join(folder, name)))
      .map((name) => readFileSync(path.join(folder, name), 'utf8').split('\n').length - 1)
      .reduce((a, b) => Math.max(a, b), 0);
});

describe('two commands that begin one study at once', () => {
  it('one is told, and the study is that of one', async () => {
    const cwd = temporary();
    const both = await Promise.all(
      ['first', 'second'].map(() => codistill(cwd, ...sixRuns, '--out', 'both')),
    );
    expect(both.map(({ code }) => code).sort()).toEqual([0, 2]);
    expect(both.find(({ code }) => code === 2)!.stderr).toContain('in use by another codistill');
    expect((await codistill(cwd, ...sixRuns, '--out', 'whole')).code).toBe(0);
    expect(outcome(path.join(cwd, 'both'))).toEqual(outcome(path.join(cwd, 'whole')));
    expect(metricLines(path.join(cwd, 'both'))).toBe(metricLines(path.join(cwd, 'whole')));
  });
});
