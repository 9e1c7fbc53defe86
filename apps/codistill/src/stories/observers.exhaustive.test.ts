import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decodeSafetensors, encodeSafetensors } from '@codistill/core';
import { decodeCheckpoint } from '@codistill/core/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { codistill, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const own = `import { defineObserver, outlet } from '@codistill/core';
import { z } from 'zod';
export const counter = defineObserver({
  id: 'counter',
  about: 'Counts reports.',
  options: z.object({ where: outlet(), name: z.string().default('count.txt') }),
  create({ where, name }) {
    let [count, files] = [0, where];
    return {
      begin(given) {
        files ??= given.files;
        count = Number(given.resumed?.saved ?? 0);
      },
      see: () => { count++; },
      save: () => String(count),
      close: () => files?.write(name, new TextEncoder().encode(String(count))),
    };
  },
});
export const talker = defineObserver({
  id: 'talker',
  about: 'Talks.',
  create: () => ({ see: ({ kind, moment }) => { if (kind === 'epoch') console.log('after epoch', moment.epoch); } }),
});
`;
const observers = [
  'checkpoint',
  'jsonl',
  { use: 'jsonl', steps: false, path: 'epochs.jsonl', timing: 'times.jsonl' },
  { use: 'checkpoint', best: false, path: 'last/state.safetensors' },
  { use: 'early-stop', patience: 5 },
  { use: 'progress', everySeconds: 0 },
  'counter',
  'talker',
];

describe('observers that write, in a study file', () => {
  const cwd = temporary({
    'study.json': JSON.stringify({ observers, plugins: ['./own.js'] }),
    'outside.json': JSON.stringify({ observers: [{ use: 'jsonl', path: '../../metrics.jsonl' }] }),
    'files.json': JSON.stringify({ observers: [{ use: 'jsonl', files: 'here' }] }),
    'own.js': own,
  });
  const run = path.join(cwd, 'out', 'runs', 'independent', 'seed-1');
  const words = [...tiny, '--epochs', '2', '--seeds', '1,', '--methods', 'independent'];
  const compare = (file: string, out = 'out') =>
    codistill(cwd, 'compare', '--config', file, ...words, '--out', out);
  const textOf = (...parts: string[]) => readFileSync(path.join(run, ...parts), 'utf8');
  const written: Record<string, string> = {};

  beforeAll(async () => {
    const ended = await compare('study.json');
    expect(ended.code, ended.stderr).toBe(0);
    for (const name of ['jsonl/metrics.jsonl', 'jsonl-2/epochs.jsonl', 'counter/count.txt'])
      written[name] = textOf('observers', name);
  });

  it('write into folders of their own in that of the run', () => {
    expect(readdirSync(path.join(run, 'observers')).sort()).toEqual([
      'checkpoint',
      'checkpoint-2',
      'counter',
      'jsonl',
      'jsonl-2',
    ]);
    expect(written['jsonl/metrics.jsonl']).toBe(textOf('metrics.jsonl'));
    expect(written['jsonl-2/epochs.jsonl']!.trim().split('\n')).toHaveLength(2);
    expect(written['counter/count.txt']).toBe('18');
    expect(existsSync(path.join(run, 'observers', 'jsonl-2', 'times.jsonl'))).toBe(true);
    for (const name of [
      'checkpoint/checkpoint.safetensors',
      'checkpoint/best.safetensors',
      'checkpoint-2/last/state.safetensors',
    ]) {
      const file = path.join(run, 'observers', name);
      expect(decodeCheckpoint(new Uint8Array(readFileSync(file)), file).experiment.epochs).toBe(2);
    }
  });

  it('and what they print is kept beside them', () => {
    expect(textOf('output.txt')).toContain('after epoch 1\n');
    expect(textOf('output.txt')).toMatch(/epoch 2\/2, step 8\/8, loss \d/);
  });

  it('leave the same files when the run is done again from its last checkpoint', async () => {
    rmSync(path.join(run, 'result.json'));
    rmSync(path.join(cwd, 'out', 'report.json'));
    expect((await compare('study.json')).code).toBe(0);
    for (const [name, before] of Object.entries(written))
      expect(textOf('observers', name)).toBe(before);
  });

  it('leave the same files when version 0.1.0 wrote that checkpoint, with states by position', async () => {
    const file = path.join(run, 'checkpoint.safetensors');
    const { tensors, metadata } = decodeSafetensors(new Uint8Array(readFileSync(file)), file);
    const saved = JSON.parse(metadata['run']!) as { observers: Record<string, string> };
    const byPosition = ['run/jsonl', 'checkpoint', 'jsonl', 'jsonl-2', 'checkpoint-2']
      .concat('early-stop', 'progress', 'counter', 'talker')
      .map((name) => saved.observers[name] ?? null);
    expect(byPosition.filter((state) => state !== null)).toHaveLength(6);
    const old = { ...metadata, format: 'codistill/1' };
    const text = JSON.stringify({ ...saved, observers: byPosition });
    writeFileSync(file, encodeSafetensors(tensors, { ...old, run: text }));
    rmSync(path.join(run, 'result.json'));
    rmSync(path.join(cwd, 'out', 'report.json'));
    const again = await compare('study.json');
    expect(again.code, again.stderr).toBe(0);
    for (const [name, before] of Object.entries(written))
      expect(textOf('observers', name)).toBe(before);
  });

  it('stay in those folders, and are not told in a file where to write', async () => {
    const outside = await compare('outside.json', 'other');
    expect(outside.code).toBe(2);
    expect(outside.stderr).toContain('metrics.jsonl');
    expect(outside.stderr).not.toMatch(/\n\s+at /);
    expectParagraph(await compare('files.json', 'third'), 'expected Files, such as folderFiles');
  });
});
