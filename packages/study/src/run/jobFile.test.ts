import { readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporary } from '../../../../apps/codistill/src/testing/folder.ts';
import { readJob, writeJob } from './jobFile.ts';
import type { TrainJob } from './messages.ts';

const jobIn = (study: string): TrainJob => ({
  kind: 'train',
  plugins: [path.join(study, 'mine.js'), 'some-package'],
  cwd: study,
  data: path.join(study, 'data'),
  engine: { runtime: 'wasm', networks: 1 },
  weightsFrom: study,
  folder: path.join(study, 'runs', 'mutual', 'seed-1'),
  method: 'mutual',
  experiment: { epochs: 2 } as TrainJob['experiment'],
  observers: ['checkpoint'],
  weights: { a: { path: path.join(study, 'runs', 'independent', 'seed-1'), network: 'a' } },
  viewThreads: 0,
  checkpointSeconds: 30,
});

it('a job is read as it was written, also after its study has moved', async () => {
  const folder = temporary();
  const study = path.join(folder, 'study');
  await writeJob(jobIn(study));
  expect(await readJob(jobIn(study).folder)).toEqual(jobIn(study));
  expect(readFileSync(path.join(jobIn(study).folder, 'job.json'), 'utf8')).not.toContain(folder);
  const moved = path.join(folder, 'moved');
  renameSync(study, moved);
  expect(await readJob(jobIn(moved).folder)).toEqual(jobIn(moved));
});

it('a job is refused in the folder of another experiment, and missing where there is none', async () => {
  const study = temporary();
  await writeJob(jobIn(study));
  const other = { ...jobIn(study), experiment: { epochs: 3 } as TrainJob['experiment'] };
  await expect(writeJob(other)).rejects.toThrow('epochs: 2 / 3');
  await expect(readJob(temporary())).rejects.toThrow('holds no job.json');
  await expect(readJob(temporary({ 'job.json': '{"form' }))).rejects.toThrow('not complete JSON');
});
