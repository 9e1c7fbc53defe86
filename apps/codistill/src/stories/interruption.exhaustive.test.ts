import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stream } from '@codistill/core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  codistill,
  type Ended,
  filesBelow,
  metricLines,
  type Started,
  start,
  temporary,
  until,
} from '../testing/command.ts';
import { attemptsIn, outcome, processesOf, sixRuns } from '../testing/outcome.ts';

/** How often the study is killed. CODISTILL_KILLS=20 runs the full test. */
const kills = Number(process.env['CODISTILL_KILLS'] ?? 4);
const interruptions = Math.ceil(kills / 2);

/** Sends a signal to a process that may just have ended. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

describe('a study that is interrupted', () => {
  const cwd = temporary();
  const folder = (name: string) => path.join(cwd, name);
  let undisturbed: Record<string, string>;
  // CI repeats a failed test from the beginning.
  beforeEach(() => {
    for (const name of ['killed', 'stopped', 'saved', 'died'])
      rmSync(folder(name), { recursive: true, force: true });
  });
  beforeAll(async () => {
    expect((await codistill(cwd, ...sixRuns, '--out', 'whole')).code).toBe(0);
    undisturbed = outcome(folder('whole'));
    expect(Object.keys(undisturbed)).toHaveLength(1 + 6 * 6);
  });

  it(`equals an undisturbed one bit for bit after ${kills} kills of app, runs and both`, {
    timeout: kills * 120_000,
  }, async () => {
    const rng = stream(1, 'kills', 0);
    for (let kill = 0; kill < kills; ) {
      const { started, over } = await begunStudy('killed', 1 + rng.integer(40));
      if (over()) {
        expectWhole('killed', await started.ended);
        continue;
      }
      // The whole process group, the app alone, and a run alone are killed in turn. If only the app
      // is killed, its runs end by themselves. A run that is killed is begun again by its app.
      if (kill % 3 === 2) {
        const attempts = attemptsIn(folder('killed'));
        for (const run of processesOf(folder('killed')).slice(0, 1)) signal(run, 'SIGKILL');
        await until(() => over() || attemptsIn(folder('killed')) > attempts, 'another attempt');
      }
      signal(kill % 3 === 1 ? started.process.pid! : -started.process.pid!, 'SIGKILL');
      await started.ended;
      kill++;
    }
    expectWhole('killed', await codistill(cwd, ...sixRuns, '--out', 'killed'));
  });

  it(`equals an undisturbed one after ${interruptions} times Ctrl-C`, {
    timeout: interruptions * 120_000,
  }, async () => {
    const rng = stream(1, 'interruptions', 0);
    for (let time = 0; time < interruptions; ) {
      const { started, over } = await begunStudy('stopped', 1 + rng.integer(40));
      if (!over()) signal(-started.process.pid!, 'SIGINT');
      const ended = await started.ended;
      expect(existsSync(path.join(folder('stopped'), 'apps'))).toBe(false);
      if (ended.code === 130) time++;
      else expectWhole('stopped', ended);
    }
    expectWhole('stopped', await codistill(cwd, ...sixRuns, '--out', 'stopped'));
  });

  /** Starts the study, which goes on, and waits until it has written some more lines, or ended. */
  const begunStudy = async (name: string, lines: number) => {
    const started = start(cwd, ...sixRuns, '--out', name);
    const wanted = metricLines(folder(name)) + lines;
    let ended = false;
    started.ended.then(() => {
      ended = true;
    });
    await until(() => ended || metricLines(folder(name)) >= wanted, 'progress');
    return { started, over: () => ended };
  };
  /**
   * Expects the results of an undisturbed study, and removes them, so that the next begins anew.
   */
  const expectWhole = (name: string, { code, stderr }: Ended) => {
    expect(code, stderr).toBe(0);
    expect(outcome(folder(name))).toEqual(undisturbed);
    rmSync(folder(name), { recursive: true });
  };

  it('saves at Ctrl-C, ends with 130, and goes on', async () => {
    const started = start(cwd, ...sixRuns, '--out', 'saved');
    await until(() => metricLines(folder('saved')) >= 10, 'progress');
    process.kill(-started.process.pid!, 'SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain('the same command continues');
    expect(existsSync(path.join(folder('saved'), 'apps'))).toBe(false);
    expect(
      filesBelow(folder('saved')).some((name) => name.endsWith('checkpoint.safetensors')),
    ).toBe(true);
    expect(await codistill(cwd, ...sixRuns, '--out', 'saved')).toMatchObject({ code: 0 });
    expect(outcome(folder('saved'))).toEqual(undisturbed);
  });

  it('tries a run that dies again from its checkpoint, and lets no second app into the folder', async () => {
    const started: Started = start(cwd, ...sixRuns, '--out', 'died');
    await until(() => metricLines(folder('died')) >= 5, 'progress');
    const second = await codistill(cwd, ...sixRuns, '--out', 'died');
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(
      `in use by another codistill (process ${started.process.pid} on`,
    );
    // Everything is paused meanwhile, so that the run still exists when it is killed.
    await until(() => {
      process.kill(-started.process.pid!, 'SIGSTOP');
      if (processesOf(folder('died')).length > 0) return true;
      process.kill(-started.process.pid!, 'SIGCONT');
      return false;
    }, 'a run');
    signal(processesOf(folder('died'))[0]!, 'SIGKILL');
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
