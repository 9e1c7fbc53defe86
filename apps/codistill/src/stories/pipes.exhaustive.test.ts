import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import { describe, expect, it } from 'vitest';
import { main, readJson, temporary, tiny } from '../testing/command.ts';

// The reader ends early, in a pipe that the shell makes.

const compare = ['compare', ...tiny, '--epochs', '1', '--seeds', '1,', '--methods', 'independent'];
const experiment = {
  dataset: 'digits',
  networks: { a: { backbone: { use: 'small-conv', width: 4 } } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 'constant',
  epochs: 3,
  batchSize: 32,
  examples: 128,
  seed: 1,
};
const cwd = temporary({ 'experiment.json': JSON.stringify(experiment) });

/**
 * Runs `codistill WORDS PIPE` in bash. Returns the exit code of the command and the output of the
 * pipe.
 */
function piped(words: readonly string[], pipe: string) {
  const line = `node ${JSON.stringify(main)} ${words.join(' ')} ${pipe}; echo "code \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  const code = /code (\d+)\n$/.exec(stdout)?.[1];
  return { code: Number(code), stdout, stderr };
}
const isFinished = (out: string) =>
  readJson<ReportJson>(cwd, out, 'report.json').methods[0]!.runs.map(({ status }) => status);

describe('a reader that goes away', () => {
  it.each([
    ['of all, after a line', 'all', '2>&1 | head -n 1'],
    ['of all, at once', 'all-at-once', '2>&1 | true'],
    ['of progress alone', 'progress', '2> >(head -n 1 >&2) | cat'],
    ['of the result alone', 'all', '| head -c 1'],
    ['of JSON', 'all', '--json | head -c 1'],
  ])('does not end a study: %s', (_what, out, pipe) => {
    const { code, stderr } = piped([...compare, '--out', out], pipe);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|\n\s+at /);
    expect(isFinished(out)).toEqual(['finished']);
    expect(existsSync(path.join(cwd, out, 'report.html'))).toBe(true);
  });

  it('does not end a run', () => {
    const ran = piped(['run', 'experiment.json', '--runtime', 'wasm'], '2>&1 | head -n 1');
    expect(ran.code).toBe(0);
    expect(readJson(cwd, 'runs', 'experiment', 'result.json')).toMatchObject({
      status: 'finished',
      epochs: 3,
    });
  });

  it.each([
    [['list', 'strategies', '--json'], 0],
    [['--help'], 0],
    [['explain', 'competitive'], 0],
    [['list', 'nothing'], 2],
    [['compere'], 2],
  ] as const)('is no error of `codistill %s`', (words, code) => {
    const ended = piped(words, '2>&1 | true');
    expect(ended.code).toBe(code);
    expect(ended.stderr).toBe('');
  });
});
