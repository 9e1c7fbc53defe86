import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stream } from '@codistill/core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  codistill,
  filesBelow,
  metricLines,
  readJson,
  type Started,
  start,
  temporary,
  tiny,
  until,
} from '../testing/command.ts';

const compare = [
  'compare',
  ...tiny,
  '--epochs',
  '3',
  '--seeds',
  '2',
  '--methods',
  'independent,distill,competitive',
  '--jobs',
  '2',
] as const;
/** How often the study is killed. CODISTILL_KILLS=20 runs the full test. */
const kills = Number(process.env['CODISTILL_KILLS'] ?? 4);

/** The results, which must not depend on how a study was interrupted. */
function outcome(folder: string): Record<string, string> {
  const names = filesBelow(folder).filter((name) =>
    /(^report|result|experiment)\.json$|metrics\.jsonl$|checkpoint\.safetensors$/.test(name),
  );
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]),
  );
}

describe('a study that is interrupted', () => {
  const cwd = temporary();
  const folder = (name: string) => path.join(cwd, name);
  let undisturbed: Record<string, string>;
  // CI repeats a failed test from the beginning.
  beforeEach(() => {
    for (const name of ['killed', 'stopped', 'died'])
      rmSync(folder(name), { recursive: true, force: true });
  });
  beforeAll(async () => {
    expect((await codistill(cwd, ...compare, '--out', 'whole')).code).toBe(0);
    undisturbed = outcome(folder('whole'));
    expect(Object.keys(undisturbed)).toHaveLength(1 + 6 * 4);
  });

  it(`equals an undisturbed one bit for bit after ${kills} kills of app and runs`, async () => {
    const rng = stream(1, 'kills', 0);
    for (let kill = 0; kill < kills; kill++) {
      const started = start(cwd, ...compare, '--out', 'killed');
      const lines = metricLines(folder('killed')) + 1 + rng.integer(Math.ceil(240 / kills));
      let over = false;
      started.ended.then(() => {
        over = true;
      });
      await until(() => over || metricLines(folder('killed')) >= lines, 'progress');
      // The test kills the whole process group and the app alone in turn. If only the app is
      // killed, its runs end by themselves.
      if (!over)
        process.kill(kill % 2 === 0 ? -started.process.pid! : started.process.pid!, 'SIGKILL');
      await started.ended;
    }
    expect(await codistill(cwd, ...compare, '--out', 'killed')).toMatchObject({ code: 0 });
    expect(outcome(folder('killed'))).toEqual(undisturbed);
  });

  it('saves at Ctrl-C, ends with 130, and goes on', async () => {
    const started = start(cwd, ...compare, '--out', 'stopped');
    await until(() => metricLines(folder('stopped')) >= 10, 'progress');
    process.kill(-started.process.pid!, 'SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain('the same command continues');
    expect(existsSync(path.join(folder('stopped'), 'apps'))).toBe(false);
    expect(
      filesBelow(folder('stopped')).some((name) => name.endsWith('checkpoint.safetensors')),
    ).toBe(true);
    expect(await codistill(cwd, ...compare, '--out', 'stopped')).toMatchObject({ code: 0 });
    expect(outcome(folder('stopped'))).toEqual(undisturbed);
  });

  it('tries a run that dies again from its checkpoint, and lets no second app into the folder', async () => {
    const started: Started = start(cwd, ...compare, '--out', 'died');
    await until(() => metricLines(folder('died')) >= 5, 'progress');
    const second = await codistill(cwd, ...compare, '--out', 'died');
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(
      `in use by another codistill (process ${started.process.pid} on`,
    );
    const runs = path.join(folder('died'), 'runs');
    /** The process of a run that has no result. */
    const working = () =>
      filesBelow(runs)
        .filter((name) => name.endsWith('owner.json'))
        .filter((name) => !existsSync(path.join(runs, name, '../../../result.json')))
        .map((name) => readJson<{ process: number }>(runs, name).process);
    // Everything is paused meanwhile, so that the run still exists when it is killed.
    await until(() => {
      process.kill(-started.process.pid!, 'SIGSTOP');
      if (working().length > 0) return true;
      process.kill(-started.process.pid!, 'SIGCONT');
      return false;
    }, 'a run');
    process.kill(working()[0]!, 'SIGKILL');
    process.kill(-started.process.pid!, 'SIGCONT');
    const ended = await started.ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('died (signal SIGKILL), begun again from its checkpoint');
    expect(outcome(folder('died'))).toEqual(undisturbed);
  });
});

describe('one experiment that is interrupted', () => {
  it('goes on by --resume, and only by it; another experiment is refused', async () => {
    const experiment = {
      dataset: 'digits',
      networks: { a: { backbone: { use: 'small-conv', width: 4 } } },
      strategy: 'independent',
      optimizer: 'sgd',
      learningRate: 'constant',
      epochs: 20,
      batchSize: 32,
      examples: 256,
      seed: 1,
    };
    const cwd = temporary({
      'one.json': JSON.stringify(experiment),
      'other.json': JSON.stringify({ ...experiment, epochs: 21 }),
    });
    const words = ['run', 'one.json', '--runtime', 'wasm'];
    const log = path.join(cwd, 'runs', 'one', 'metrics.jsonl');
    const started = start(cwd, ...words);
    await until(() => metricLines(cwd) > 5, 'progress');
    process.kill(-started.process.pid!, 'SIGINT');
    expect(await started.ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('--resume` continues the run'),
    });
    expect(await codistill(cwd, ...words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Resume it with --resume'),
    });
    expect(await codistill(cwd, ...words, '--resume')).toMatchObject({ code: 0 });
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(20 * 8 + 20);
    expect(await codistill(cwd, 'run', 'other.json', '--out', 'runs/one')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('epochs: 20 / 21'),
    });
  });
});
