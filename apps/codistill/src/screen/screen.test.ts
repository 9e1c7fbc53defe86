import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { defaultMetric, paceAt, type RunStatus, secondsLeft } from '@codistill/study';
import { describe, expect, it } from 'vitest';
import { main, temporary, tiny } from '../testing/command.ts';
import { plainScreen, runText } from './screen.ts';

const status = (more: Partial<RunStatus> = {}): RunStatus => ({
  id: 'mutual/seed-1',
  method: 'mutual',
  seed: 1,
  state: 'running',
  step: 25,
  steps: 100,
  stepsPerEpoch: 20,
  megabytes: 100,
  ...more,
});

describe('what is said of a run', () => {
  it('is how far it is, its accuracy so far, and who teaches now', () => {
    expect(runText(status())).toBe('epoch 2/5');
    expect(runText(status({ value: 0.931, teaches: ['a->b', 0.62] }))).toBe(
      'epoch 2/5, validation accuracy 93.1 %, a->b 0.62',
    );
    expect(runText(status({ state: 'finished', value: 0.9 }))).toBe('finished 90.0 %');
    const metric = { ...defaultMetric, words: 'root mean square error', unit: 'degrees' };
    expect(runText(status({ value: 8.237, metric }))).toBe(
      'epoch 2/5, validation root mean square error 8.24 degrees',
    );
    expect(runText(status({ steps: 0 }))).toBe('starting');
    expect(runText(status({ state: 'waiting' }))).toBe('waiting');
  });
});

describe('the time that is left', () => {
  it('follows from the pace of each method, and from how many go at once', () => {
    expect(secondsLeft([status()], 1)).toBe(undefined);
    const [running, waiting] = [
      status({ secondsPerStep: 2 }),
      status({ state: 'waiting', step: 0, steps: 0 }),
    ];
    expect(secondsLeft([running], 1)).toBe(75 * 2);
    expect(secondsLeft([running, waiting], 1)).toBe(75 * 2 + 100 * 2);
    expect(secondsLeft([running, waiting], 2)).toBe(100 * 2);
    const finished = status({ state: 'finished', step: 100, secondsPerStep: 4 });
    expect(secondsLeft([finished], 1)).toBe(0);
    expect(secondsLeft([finished, { ...waiting, method: 'self' }], 1)).toBe(100 * 4);
  });
  it('takes the pace of this process alone, from where it went on', () => {
    const since = { step: 20, at: 1000 };
    expect(paceAt({ since }, 20, 9000)).toBe(undefined);
    expect(paceAt({ since }, 24, 9000)).toBe(2);
    expect(paceAt({}, 24, 9000)).toBe(undefined);
  });
});

describe('plain lines, where there is no terminal', () => {
  it('say what begins, what ends and what dies, and progress now and then', () => {
    const lines: string[] = [];
    const plain = plainScreen((line) => lines.push(line), 1000);
    const run = status();
    plain.watch({ type: 'begin', statuses: [run], atOnce: 1, engine: 'wasm, as asked for.' });
    plain.watch({ type: 'run', status: run, what: 'started' });
    plain.watch({ type: 'run', status: run, what: 'progress' });
    plain.watch({ type: 'run', status: run, what: 'retried', note: 'signal SIGKILL' });
    run.state = 'finished';
    plain.watch({ type: 'run', status: run, what: 'ended' });
    expect(lines).toEqual([
      '1 run, 0 done, 1 at once. Engine: wasm, as asked for.',
      '[0/1] mutual, seed 1: died (signal SIGKILL), begun again from its checkpoint',
      '[1/1] mutual, seed 1: finished',
    ]);
  });
});

// The command `script` of util-linux provides a terminal.
const hasTerminal =
  spawnSync('script', ['-qec', 'stty cols 200', '/dev/null'], { stdio: 'ignore' }).status === 0;

describe('in a terminal', () => {
  it('all runs are shown in place: progress, accuracy so far, who teaches, time left', ({
    skip,
  }) => {
    skip(!hasTerminal, 'the program script of util-linux is not here');
    const words = [
      ...tiny,
      '--methods',
      'independent,competitive',
      '--seeds',
      '1,',
      '--epochs',
      '10',
      '--jobs',
      '1',
      '--out',
      'out',
    ];
    const { CI: _, ...env } = process.env;
    const { status, stdout } = spawnSync(
      'script',
      [
        '-qec',
        `stty cols 200 rows 50; ${process.execPath} ${main} compare ${words.join(' ')}`,
        '/dev/null',
      ],
      {
        cwd: temporary(),
        env: { ...env, TERM: 'xterm' },
        encoding: 'utf8',
      },
    );
    expect(status).toBe(0);
    // The screen is redrawn: escape sequences move the cursor up.
    expect(stdout).toContain('\u001b[');
    const screens = stripVTControlCharacters(stdout);
    expect(screens).toMatch(/0 of 2 runs, 1 at once/);
    expect(screens).toMatch(/2 of 2 runs/);
    expect(screens).toMatch(/\d of 2 runs, 1 at once, \d+:\d\d left/);
    expect(screens).toMatch(/independent {2}1: epoch \d+\/10, validation accuracy \d/);
    expect(screens).toMatch(
      /competitive {2}1: epoch \d+\/10, validation accuracy [\d.]+ %, [ab]->[ab] \d\.\d\d/,
    );
  });
});
