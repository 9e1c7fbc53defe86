import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { batchOf } from './batch.ts';
import { saidBy } from './errors.ts';
import { slurm } from './slurm.ts';

const job = {
  folder: "/study/it's 50%/run",
  key: 'mutual-seed-1-1-0f8fad5b-d9cb-469f-a165-70867728950e',
  command: ['/bin/echo', "it's", '$HOME', 'a b'],
} as const;

describe('a batch job', () => {
  it('asks for what the options say, and is found by its key', () => {
    const given = slurm.options.parse({ partition: 'gpu', time: '4:00:00', memory: '8G', gpus: 2 });
    const { words } = batchOf({ ...job, after: [{ key: 'k', id: '7' }] }, given);
    expect(words).toEqual([
      ...['--ntasks=1', '--cpus-per-task=1', '--partition=gpu', '--time=4:00:00', '--mem=8G'],
      ...['--gpus-per-node=2', '--job-name=mutual-seed-1-1', `--comment=${job.key}`],
      "--output=/study/it's 50%%/run/output.txt",
      ...['--open-mode=append', `--chdir=${job.folder}`, '--requeue', '--signal=B:TERM@60'],
      ...['--dependency=afterok:7', '--kill-on-invalid-dep=yes'],
    ]);
  });

  it('runs the command word by word, after the lines of the options', () => {
    const lines = ['#SBATCH --qos=long', 'echo first'];
    const { script } = batchOf(job, slurm.options.parse({ lines }));
    expect(script.split('\n').slice(0, 3)).toEqual(['#!/bin/bash', ...lines]);
    expect(execFileSync('bash', { input: script, encoding: 'utf8' })).toBe(
      "first\nit's $HOME a b\n",
    );
  });
});

describe('the options of the launcher', () => {
  it.each([
    [{ time: 'soon' }, '"time" is "soon"'],
    [{ memory: 'lots' }, '"memory" is "lots"'],
    [{ cpus: 0 }, '"cpus" is 0'],
    [{ lines: ['a\nb'] }, '"lines.0" is'],
  ])('%j are refused', (given, said) => {
    expect(() => slurm(given)).toThrow(said);
  });
});

it('what Slurm says is repeated as one line', () => {
  const text =
    'sbatch: error: Memory specification can not be satisfied\nsbatch: error: Batch job submission failed: Requested node configuration is not available\n';
  expect(saidBy(text)).toBe(
    'Memory specification can not be satisfied; Requested node configuration is not available',
  );
  expect(saidBy('')).toBe('no reason given');
});
