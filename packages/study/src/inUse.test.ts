import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporary } from '../../../apps/codistill/src/testing/folder.ts';
import { readBeat } from './beat/readBeat.ts';
import { startBeat } from './beat/startBeat.ts';
import { claimStudy, workingOn } from './inUse.ts';

it('a study is in use while its process lives, and is taken over from one that is gone', async () => {
  const where = temporary({
    'apps/1/owner.json': '{"process":1,"host":"gone"}',
    'apps/1/beat': '',
  });
  const mine = await claimStudy(where);
  await expect(claimStudy(where)).rejects.toThrow(`process ${process.pid} on `);
  await mine.release();
  const again = await claimStudy(where);
  await again.release();
});

it('one of many gets a new study', async () => {
  const where = temporary();
  const claimed = await Promise.allSettled(Array.from({ length: 4 }, () => claimStudy(where)));
  const won = claimed.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(won).toHaveLength(1);
  await won[0]!.release();
});

it.concurrent('a claim that is released while it is watched leaves the study free', async () => {
  const where = temporary({ 'apps/1/beat': '' });
  const claimed = claimStudy(where);
  rmSync(path.join(where, 'apps'), { recursive: true });
  const { release } = await claimed;
  expect(readdirSync(path.join(where, 'apps'))).toEqual(['2']);
  await release();
});

it.concurrent('a dead claim lets one of two newcomers work, also if one comes later', async () => {
  const where = temporary({ 'apps/1/beat': '' });
  const first = claimStudy(where);
  await new Promise((done) => setTimeout(done, 500));
  const claimed = await Promise.allSettled([first, claimStudy(where)]);
  const won = claimed.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(won).toHaveLength(1);
  await won[0]!.release();
});

it('a run shows that it works, with its progress, also while its own thread is busy', async () => {
  const run = temporary();
  const folder = path.join(run, 'attempts', '1');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'beat'), '{"beat":7}');
  expect(await workingOn(run)).toBeUndefined();
  const beat = startBeat(folder);
  beat.tell({ step: 3, megabytes: 100 });
  while (readBeat(folder)?.step !== 3) await new Promise((done) => setTimeout(done, 20));
  const before = readBeat(folder)!.beat;
  const end = performance.now() + 1500;
  while (performance.now() < end);
  expect(readBeat(folder)!.beat).toBeGreaterThan(before);
  expect((await workingOn(run))?.number).toBe(1);
  await beat.stop();
  expect(await workingOn(run)).toBeUndefined();
});
