import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import { beforeAll, describe, expect, it } from 'vitest';
import { codistill, readJson, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const mine = `import { defineStrategy, supervised } from '@codistill/core';
export const mine = defineStrategy({ id: 'mine', about: 'Mine, and no other.', create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }) });
`;

describe('a study that is moved', () => {
  const from = temporary({ 'made/mine.js': mine });
  const to = temporary();
  const budget = [...tiny, '--epochs', '1', '--methods', 'independent,mine'];
  const study = path.join(to, 'moved', 'out');
  const saved = () =>
    readJson<{ study: { plugins: string[]; data?: string }; arms?: unknown }>(study, 'study.json');
  const page = () => readFileSync(path.join(study, 'report.html'), 'utf8');
  /** A study file as earlier versions wrote it, with absolute paths and without arms. */
  const asOld = (plugin: string) => {
    const { arms: _arms, ...rest } = saved();
    const old = { ...rest, study: { ...rest.study, plugins: [plugin] } };
    writeFileSync(path.join(study, 'study.json'), JSON.stringify(old));
  };

  beforeAll(async () => {
    const made = path.join(from, 'made');
    const words = ['--plugin', 'mine.js', '--data', '.', '--seeds', '1,', '--out', 'out'];
    const ended = await codistill(made, 'compare', ...budget, ...words);
    expect(ended.code, ended.stderr).toBe(0);
    renameSync(made, path.join(to, 'moved'));
  });

  it('keeps paths from itself', () => {
    expect(saved().study).toMatchObject({ plugins: ['../mine.js'], data: '..' });
  });

  it('is reported from elsewhere with its plugin, and goes on', async () => {
    expect((await codistill(from, 'report', study)).code).toBe(0);
    expect(page()).toContain('Mine, and no other.');
    const words = ['--plugin', path.join(to, 'moved', 'mine.js'), '--seeds', '1,2', '--out', study];
    const more = await codistill(from, 'compare', ...budget, ...words);
    expect(more.code, more.stderr).toBe(0);
    expect(more.stderr).not.toContain('Warning');
    expect(readJson<ReportJson>(study, 'report.json').methods.map(({ seeds }) => seeds)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('is reported without its plugin', async () => {
    renameSync(path.join(to, 'moved', 'mine.js'), path.join(from, 'away.js'));
    rmSync(path.join(study, 'report.html'));
    expect(await codistill('/', 'report', study)).toMatchObject({ code: 0, stderr: '' });
    expect(page()).toContain('Mine, and no other.');
  });

  it('of an earlier version needs its plugin, which --plugin leads to', async () => {
    asOld('mine.js');
    expectParagraph(await codistill('/', 'report', study), 'by --plugin');
    asOld(path.join(from, 'made', 'mine.js'));
    expectParagraph(await codistill('/', 'report', study), 'does not exist');
    const away = path.join(from, 'away.js');
    expect((await codistill('/', 'report', study, '--plugin', away)).code).toBe(0);
    asOld(away);
    expect((await codistill('/', 'report', study)).code).toBe(0);
    expect(page()).toContain('Mine, and no other.');
  });
});
