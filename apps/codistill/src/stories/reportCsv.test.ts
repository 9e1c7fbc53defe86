import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ComparisonJson } from '@codistill/report';
import { describe, expect, it } from 'vitest';
import { codistill, filesBelow, readJson, temporary } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const csv = [
  'method,seed,value',
  ...[34.1, 35.2, 33.9, 34.6, 35, 34.3].map((value, i) => `torch,${i + 1},${value}`),
  ...[30.2, 31, 30.4, 30.1, 30.9, 30.3].map((value, i) => `"ours, compiled",${i + 1},${value}`),
].join('\r\n');
const words = ['--metric', 'latency', '--unit', 'ms', '--lower-is-better'];

describe('runs that codistill has not trained', () => {
  it('get the report that a study gets', async () => {
    const cwd = temporary({ 'times.csv': csv });
    const ended = await codistill(cwd, 'report', 'times.csv', '--out', 'report', ...words);
    const page = path.join(cwd, 'report', 'report.html');
    expect(ended).toEqual({ code: 0, stdout: `${page}\n`, stderr: '' });
    expect(readFileSync(page, 'utf8')).toContain(
      'Against torch, with 6 seeds, ours, compiled is 4.03 ms lower',
    );
    expect(filesBelow(path.join(cwd, 'report'))).toEqual(
      expect.arrayContaining([
        'charts/difference.png',
        'charts/value.svg',
        'report.html',
        'report.json',
        'tables/differences.csv',
        'tables/results.tex',
      ]),
    );
    const report = readJson<ComparisonJson>(cwd, 'report', 'report.json');
    expect(report).toMatchObject({
      format: 'codistill-comparison/1',
      metric: { name: 'latency', unit: 'ms', better: 'lower' },
      baseline: 'torch',
      families: [{ to: 'torch', pairs: [{ method: 'ours, compiled', established: true }] }],
    });
    expect(report.methods.map(({ id, seeds }) => [id, seeds.length])).toEqual([
      ['torch', 6],
      ['ours, compiled', 6],
    ]);
    const printed = await codistill(
      cwd,
      'report',
      'times.csv',
      '--out',
      'report',
      ...words,
      '--json',
    );
    expect(JSON.parse(printed.stdout)).toEqual({ page, ...report });
  });

  it.each([
    { about: 'no folder', line: ['runs.csv'], says: 'needs a folder to be written into' },
    { about: 'no file', line: ['none.csv', '--out', 'out'], says: 'none.csv does not exist' },
    {
      about: 'values that are no shares',
      line: ['runs.csv', '--out', 'out', '--metric', 'accuracy'],
      says: 'and a share from 0 to 1 was expected',
    },
    {
      about: 'an unknown baseline',
      line: ['runs.csv', '--out', 'out', '--unit', 'ms', '--baseline', 'torhc'],
      says: 'Did you mean "torch"?',
    },
    {
      about: 'the folder of a study',
      line: ['runs.csv', '--out', 'study'],
      says: 'holds a study with a report of its own',
    },
    {
      about: 'the plugins of a study',
      line: ['runs.csv', '--out', 'out', '--plugin', 'mine'],
      says: '--plugin is for the report of a study',
    },
    {
      about: 'a metric of a study',
      line: ['study', '--metric', 'loss'],
      says: '--metric is for a CSV file',
    },
    { about: 'no study', line: ['out'], says: 'holds no study' },
  ])('are refused with $about', async ({ line, says }) => {
    const cwd = temporary({ 'runs.csv': csv, 'study/study.json': '{}' });
    expectParagraph(await codistill(cwd, 'report', ...line), says);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });
});
