import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { StudyStatus } from '@codistill/study';
import { expect, it } from 'vitest';
import { codistill, start, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const study = ['--methods', 'independent,mutual', '--seeds', '2', '--epochs', '3', '--out', 'out'];
const statusOf = async (cwd: string): Promise<StudyStatus> =>
  JSON.parse((await codistill(cwd, 'status', 'out', '--json')).stdout) as StudyStatus;

it('a study is seen from outside while it runs, when it has ended, and when a run is missing', async () => {
  const cwd = temporary();
  const running = start(cwd, 'compare', ...tiny, ...study);
  const begun = () => existsSync(path.join(cwd, 'out', 'study.json'));
  while (!begun() && running.process.exitCode === null)
    await new Promise((done) => setTimeout(done, 20));
  expect(begun()).toBe(true);
  const watching = start(cwd, 'status', 'out', '--watch');
  expect((await running.ended).code).toBe(0);
  const watched = await watching.ended;
  expect(watched.code, watched.stderr).toBe(0);
  expect(watched.stdout).toMatch(/0 of 4 runs finished, .*4 runs finished\n$/s);

  const { done, runs } = await statusOf(cwd);
  expect(done).toBe(true);
  expect(runs.map(({ id, state, epoch, epochs }) => [id, state, epoch, epochs])).toEqual([
    ['independent/seed-1', 'finished', 3, 3],
    ['mutual/seed-1', 'finished', 3, 3],
    ['independent/seed-2', 'finished', 3, 3],
    ['mutual/seed-2', 'finished', 3, 3],
  ]);
  for (const { value, seconds } of runs) {
    expect(value).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(0);
  }

  const run = (method: string, ...file: string[]) =>
    path.join(cwd, 'out', 'runs', method, 'seed-2', ...file);
  rmSync(run('mutual', 'result.json'));
  rmSync(run('independent'), { recursive: true });
  const part = await statusOf(cwd);
  expect(part.done).toBe(false);
  expect(part.runs.map(({ state }) => state)).toEqual(['finished', 'finished', 'waiting', 'begun']);
  expect(part.runs[3]!.silent).toBeGreaterThanOrEqual(0);
  const { stdout } = await codistill(cwd, 'status', 'out');
  expect(stdout).toContain('2 of 4 runs finished, 1 begun, 1 waiting');
});

it('says of a folder without a study that it holds none', async () => {
  expectParagraph(await codistill(temporary(), 'status', '.'), 'holds no study');
});
