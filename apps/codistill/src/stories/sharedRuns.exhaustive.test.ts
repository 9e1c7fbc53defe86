import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import { expect, it } from 'vitest';
import { codistill, readJson, temporary, tiny } from '../testing/command.ts';

it('methods that are one training are trained once, and both are reported with its cost', async () => {
  const cwd = temporary();
  const words = [...tiny, '--epochs', '1', '--seeds', '2', '--out', 'out'];
  const compare = (methods: string, ...more: string[]) =>
    codistill(cwd, 'compare', ...words, '--methods', methods, ...more);
  const dry = await compare('independent,deep-ensemble,distill', '--dry-run');
  expect(dry.stdout).toContain('4 runs');
  expect(dry.stdout).toMatch(/deep-ensemble .*those of an equal method/);

  const ran = await compare('independent,deep-ensemble,distill');
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stderr).toContain('4 runs');
  const sentence = 'deep-ensemble is the same training as independent';
  expect(ran.stdout).toContain(sentence);
  const out = path.join(cwd, 'out');
  for (const seed of [1, 2]) {
    const folder = path.join(out, 'runs', 'deep-ensemble', `seed-${seed}`);
    expect(readJson(folder, 'shared.json')).toEqual({ run: `independent/seed-${seed}` });
    expect(existsSync(path.join(folder, 'checkpoint.safetensors'))).toBe(false);
  }
  const report = readJson<ReportJson>(out, 'report.json');
  const [independent, ensemble] = report.methods;
  expect(ensemble!.accuracy).toEqual(independent!.accuracy);
  expect(ensemble!.cost).toEqual(independent!.cost);
  expect(report.families.map(({ pairs }) => pairs.map(({ method }) => method))).toEqual([
    ['distill'],
  ]);
  expect(report.families[0]!.leftOut).toEqual([
    { method: 'deep-ensemble', why: 'it is the same training as independent' },
  ]);
  expect(report.remarks).toEqual([expect.stringContaining(`${sentence}, so both show`)]);
  expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toContain(sentence);
  const cost = readFileSync(path.join(out, 'tables', 'cost.csv'), 'utf8').split('\n');
  const of = (method: string) => cost.find((line) => line.startsWith(`${method},`))!;
  expect(of('deep-ensemble').replace('deep-ensemble', 'independent')).toBe(of('independent'));

  // A run that was trained under another name is found again, even by a study that no longer lists
  // that name.
  const alone = await compare('deep-ensemble');
  expect(alone).toMatchObject({ code: 0, stderr: '' });
});
