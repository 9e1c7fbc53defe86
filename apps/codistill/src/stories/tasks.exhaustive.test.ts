import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import { expect, it } from 'vitest';
import { codistill, readJson, temporary } from '../testing/command.ts';

// The two studies of tasks, shortened: what they print, and what their reports say.

const root = path.resolve(import.meta.dirname, '../../../..');
const methods = ['independent', 'independent-perturbed', 'competitive'];

async function shortened(study: string) {
  const out = path.join(temporary(), 'out');
  const ended = await codistill(
    root,
    'compare',
    ...['--config', `studies/${study}.json`, '--methods', methods.join(), '--runtime', 'wasm'],
    ...['--seeds', '3', '--epochs', '3', '--out', out],
  );
  expect(ended.code, ended.stderr).toBe(0);
  const page = readFileSync(path.join(out, 'report.html'), 'utf8');
  expect(page).not.toMatch(/accurac/i);
  return { ended, page, report: readJson<ReportJson>(out, 'report.json') };
}

it('a study of several labels speaks of mean average precision in percent, higher is better', async () => {
  const { ended, page, report } = await shortened('digit-canvas');
  expect(report.metric).toMatchObject({ name: 'map', unit: '%', higherIsBetter: true });
  expect(ended.stdout).toContain('test mean average precision %');
  expect(page).toContain('mean average precision');
  for (const method of report.methods) {
    expect(method.value!.mean).toBeGreaterThan(0.25);
    expect(method.value!.mean).toBeLessThan(1);
  }
  expect(ended.stdout).toMatch(/competitive (gains|loses) [\d.]+ points/);
});

it('a study of numbers speaks of errors in degrees, lower is better', async () => {
  const { ended, page, report } = await shortened('rotated-digits');
  expect(report.metric).toMatchObject({ name: 'rmse', unit: '°', higherIsBetter: false });
  expect(ended.stdout).toContain('test root mean square error °');
  expect(page).toContain('root mean square error');
  // Always answering the mean of uniform angles from -60 to 60 degrees errs by 34.6.
  for (const method of report.methods) expect(method.value!.mean).toBeLessThan(34.6);
  const { difference } = report.families[0]!.pairs.find(({ method }) => method === 'competitive')!;
  expect(ended.stdout).toContain(
    `competitive is ${Math.abs(difference!).toFixed(2)} ° ${difference! < 0 ? 'lower' : 'higher'}`,
  );
});
