import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import { beforeAll, describe, expect, it } from 'vitest';
import { codistill, metricLines, readJson, start, temporary, until } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

// A study whose plugins, data or version have changed since its runs were trained.

const mine = `import { defineStrategy, supervised } from '@codistill/core';
import { weight } from './weight.js';
export const mine = defineStrategy({ id: 'mine', about: 'Mine.', create: () => ({ flow: (peers) => ({ edges: supervised(peers, { weight }) }) }) });
`;
const files = `import { defineDataset, inMemory } from '@codistill/core';
const read = (b) => ({
  pixels: Uint8Array.from({ length: (b.length / 17) * 16 }, (_, i) => b[Math.floor(i / 16) * 17 + 1 + (i % 16)]),
  targets: { kind: 'class', values: Int32Array.from({ length: b.length / 17 }, (_, i) => b[i * 17]) },
});
export const f = defineDataset({ id: 'from-file', about: 'From files.', create: () => ({
  open: async (files) => inMemory({ classes: 4, channels: 1, size: { height: 4, width: 4 }, mean: [0.5], std: [0.5] }, {
    train: read(await files.read('train.bin')), test: read(await files.read('test.bin')),
  }) }) });
`;
const records = (count: number, salt: number) =>
  Uint8Array.from({ length: 17 * count }, (_, i) =>
    i % 17 === 0 ? (i / 17) % 4 : (i * 31 + salt) % 256,
  );
const budget =
  '--networks small-conv:width=4,small-conv:width=4 --epochs 1 --batch-size 16 --runtime cpu';

describe('a study whose sources change', () => {
  const made = temporary({
    'mine.js': mine,
    'weight.js': 'export const weight = 1;\n',
    'files.mjs': files,
  });
  for (const folder of ['data', 'other'])
    cpSync(temporary({ 'x.txt': '' }), path.join(made, folder), { recursive: true });
  for (const [folder, salt] of [
    ['data', 0],
    ['other', 1],
  ] as const) {
    writeFileSync(path.join(made, folder, 'train.bin'), records(64, salt));
    writeFileSync(path.join(made, folder, 'test.bin'), records(16, 0));
  }
  const compare = (cwd: string, seeds: string, ...more: string[]) =>
    codistill(
      cwd,
      'compare',
      ...`--plugin mine.js --plugin ./files.mjs --dataset from-file --methods independent,mine ${budget} --seeds ${seeds} --out out`.split(
        ' ',
      ),
      ...(more.includes('--data') ? [] : ['--data', 'data']),
      ...more,
    );
  const edit = (cwd: string, name: string, text: string | Uint8Array) =>
    writeFileSync(path.join(cwd, name), text);

  beforeAll(async () => {
    const ended = await compare(made, '1,');
    expect(ended.code, ended.stderr).toBe(0);
  });

  const everyRun = 'independent/seed-1, mine/seed-1 were trained';
  it.each<readonly [string, (cwd: string) => void, readonly string[], string]>([
    [
      'the source of a plugin',
      (cwd) => edit(cwd, 'mine.js', `${mine}\n`),
      [],
      'the strategy "mine" (mine.js) changed after mine/seed-1 was trained',
    ],
    [
      'a file that a plugin imports',
      (cwd) => edit(cwd, 'weight.js', 'export const weight = 2;\n'),
      [],
      'the strategy "mine" (weight.js) changed after mine/seed-1 was trained',
    ],
    [
      'the plugin of the dataset',
      (cwd) => edit(cwd, 'files.mjs', files.replace('mean: [0.5]', 'mean: [0.4]')),
      [],
      'the dataset "from-file" (files.mjs) changed after',
    ],
    [
      'a file of the data',
      (cwd) => edit(cwd, 'data/test.bin', records(16, 5)),
      [],
      `the data (test.bin) changed after ${everyRun}`,
    ],
    [
      'more data',
      (cwd) => edit(cwd, 'data/train.bin', records(80, 0)),
      [],
      `the data (train.bin) changed after ${everyRun}`,
    ],
    ['the folder of the data', () => {}, ['--data', 'other'], 'the data (train.bin) changed after'],
    [
      'the version',
      (cwd) =>
        edit(
          cwd,
          'out/study.json',
          readFileSync(path.join(cwd, 'out/study.json'), 'utf8').replace(
            /"codistill": "[^"]+"/,
            '"codistill": "0.0.0-old"',
          ),
        ),
      [],
      'codistill (0.0.0-old, now ',
    ],
  ])('warns, and mixes no seeds: %s', async (_what, change, more, message) => {
    const cwd = temporary();
    cpSync(made, cwd, { recursive: true });
    change(cwd);
    const finished = await compare(cwd, '1,', ...more);
    expect(finished.stderr).toContain(`Warning: `);
    expect(finished.stderr).toContain(message);
    expect(finished.code).toBe(0);
    const refused = await compare(cwd, '1,2', ...more);
    expect(refused.code).toBe(2);
    const said = refused.stderr.trim().split('\n');
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('holds runs of other code or data');
    expect(said[0]).toContain(message);
    expect(said[0]).toContain('--anyway');
    expect(readJson<{ study: { seeds: number[] } }>(cwd, 'out', 'study.json').study.seeds).toEqual([
      1,
    ]);
  });

  it('goes on by --anyway, and every report says so', async () => {
    const cwd = temporary();
    cpSync(made, cwd, { recursive: true });
    edit(cwd, 'mine.js', `${mine}\n`);
    const ran = await compare(cwd, '1,2', '--anyway');
    expect(ran.code, ran.stderr).toBe(0);
    const sentence =
      'Runs of different code or data are compared: the strategy "mine" (mine.js) changed between mine/seed-1 and mine/seed-2.';
    expect(ran.stdout).toContain(sentence);
    expect(readJson<ReportJson>(cwd, 'out', 'report.json').remarks).toContain(sentence);
    expect(readFileSync(path.join(cwd, 'out', 'tables', 'report.md'), 'utf8')).toContain(sentence);
    expect((await codistill(cwd, 'report', 'out')).code).toBe(0);
    expect(readFileSync(path.join(cwd, 'out', 'report.html'), 'utf8')).toContain(
      'Runs of different code or data are compared',
    );
    // The second call trains nothing and names the earlier seed.
    const again = await compare(cwd, '1,2');
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('mine.js) changed after mine/seed-1 was trained');
  });

  it('trains what the change does not concern, and a plugin that was mended before it trained', async () => {
    const cwd = temporary();
    cpSync(made, cwd, { recursive: true });
    edit(cwd, 'weight.js', "export const weight = 'none';\nthrow new Error('not yet');\n");
    expect((await compare(cwd, '1,')).code).toBe(2);
    edit(cwd, 'weight.js', 'export const weight = 3;\n');
    const other = await compare(cwd, '1,', '--methods', 'independent,mutual');
    expect(other.code, other.stderr).toBe(0);
    expect(other.stderr).not.toContain('Warning');
    edit(cwd, 'new.js', mine.replaceAll('mine', 'fresh').replace('./weight.js', './weight.js'));
    const added = await compare(cwd, '1,', '--plugin', './new.js', '--methods', 'mutual,fresh');
    expect(added.code, added.stderr).toBe(0);
    expect(added.stderr).not.toContain('Warning');
  });
});

describe('one experiment whose plugin changes while it is interrupted', () => {
  it('is resumed only by --anyway, by a person and by a launcher', async () => {
    const experiment = {
      dataset: 'digits',
      networks: { a: { backbone: { use: 'small-conv', width: 4 } } },
      strategy: 'mine',
      optimizer: 'sgd',
      learningRate: 'constant',
      epochs: 30,
      batchSize: 32,
      examples: 256,
      seed: 1,
    };
    const cwd = temporary({
      'mine.js': mine,
      'weight.js': 'export const weight = 1;\n',
      'one.json': JSON.stringify(experiment),
    });
    const words = 'run one.json --plugin mine.js --runtime wasm --out runs/one'.split(' ');
    const started = start(cwd, ...words);
    await until(() => metricLines(cwd) > 5, 'progress');
    process.kill(-started.process.pid!, 'SIGINT');
    expect((await started.ended).code).toBe(130);
    writeFileSync(path.join(cwd, 'weight.js'), 'export const weight = 2;\n');
    for (const line of [
      [...words, '--resume'],
      ['work', 'runs/one'],
    ]) {
      const { code, stderr } = await codistill(cwd, ...line);
      expect(code, stderr).toBe(2);
      expect(stderr).toContain('the module of strategy mine changed. Put back what was there');
      expect(stderr).toContain('--anyway');
    }
    expectParagraph(await codistill(cwd, ...words, '--anyway'), 'Add --resume');
    expect(await codistill(cwd, 'work', 'runs/one', '--anyway')).toMatchObject({ code: 0 });
    expect(metricLines(cwd)).toBe(30 * 8 + 30);
  });
});
