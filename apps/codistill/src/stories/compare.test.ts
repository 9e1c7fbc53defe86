import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  codistill,
  type Ended,
  filesBelow,
  readJson,
  temporary,
  tiny,
} from '../testing/command.ts';

const words = (methods: string, ...more: string[]) => [
  'compare',
  ...tiny,
  '--epochs',
  '2',
  '--seeds',
  '2',
  '--out',
  'out',
  '--methods',
  methods,
  ...more,
];

describe('a comparison', () => {
  const cwd = temporary();
  const out = path.join(cwd, 'out');
  let first: Ended;
  beforeAll(async () => {
    first = await codistill(cwd, ...words('distill,mutual:temperature=2'));
  });

  it('trains every method with every seed, and the teachers that they need', () => {
    expect(first.stderr).toContain('6 runs');
    expect(first.code).toBe(0);
    for (const method of ['distill', 'mutual-temperature-2', 'independent'])
      for (const seed of [1, 2])
        for (const name of [
          'experiment.json',
          'metrics.jsonl',
          'timing.jsonl',
          'environment.json',
          'checkpoint.safetensors',
          'result.json',
        ])
          expect(
            existsSync(path.join(out, 'runs', method, `seed-${seed}`, name)),
            `${method} ${seed} ${name}`,
          ).toBe(true);
  });

  it('says what came out: a row a method, none for a teacher that was not asked for', () => {
    expect(first.stdout).toMatch(/│ distill +│ \d+\.\d\d ± \d+\.\d\d/);
    expect(first.stdout).toContain('mutual-temperature-2');
    expect(first.stdout).not.toMatch(/│ independent/);
  });

  it('keeps a report without times', () => {
    const report = readJson<ReportJson>(out, 'report.json');
    expect(report.methods.map(({ id }) => id)).toEqual(['distill', 'mutual-temperature-2']);
    expect(report.teachers.map(({ id }) => id)).toEqual(['independent']);
    const [distill, mutual] = report.methods;
    expect(distill!.accuracy!.values).toHaveLength(2);
    expect(Object.keys(distill!.networks)).toEqual(['a']);
    expect(Object.keys(mutual!.networks)).toEqual(['a', 'b']);
    expect(mutual!.ensemble!.mean).toBeGreaterThan(0);
    expect(report.families).toMatchObject([
      { role: 'baseline', to: 'distill', pairs: [{ method: 'mutual-temperature-2', pairs: 2 }] },
    ]);
    expect(distill!.cost).toMatchObject({
      steps: 16,
      epochs: 2,
      forwardPasses: 32,
      backwardPasses: 16,
      before: { forwardPasses: 32, backwardPasses: 32 },
    });
    expect(JSON.stringify(report)).not.toMatch(/second|megabyte/);
    expect(readJson<Record<string, object>>(out, 'timing.json')['distill']).toHaveProperty(
      '1.seconds',
    );
    expect(existsSync(path.join(out, 'report.html'))).toBe(true);
    // The page's table includes the teacher's passes. Columns: steps, forward, backward, the
    // teacher's.
    expect(readFileSync(path.join(out, 'tables', 'cost.csv'), 'utf8')).toMatch(
      /^distill,[\d.]+,16,64,48,64,[\d.]+,\d+$/m,
    );
  });

  it('starts the teacher of distill from the network that independent trained at the same seed', () => {
    const experiment = readJson<{ networks: Record<string, unknown> }>(
      out,
      'runs/distill/seed-2/experiment.json',
    );
    expect(experiment.networks['t']).toMatchObject({
      frozen: true,
      weights: { method: 'independent', network: 'b' },
    });
  });

  it('does only what is missing', async () => {
    const when = (name: string) => statSync(path.join(out, name)).mtimeMs;
    const results = filesBelow(out).filter((name) => name.endsWith('result.json'));
    const before = results.map(when);
    const again = await codistill(cwd, ...words('distill,mutual:temperature=2'));
    expect(again).toMatchObject({ code: 0, stdout: first.stdout });
    expect(again.stderr).toBe('');
    const more = await codistill(
      cwd,
      ...words('independent,distill,mutual:temperature=2,competitive', '--json'),
      ...['--control', 'distill'],
    );
    expect(more.code).toBe(0);
    const report = JSON.parse(more.stdout) as ReportJson;
    expect(report.methods.map(({ id }) => id)).toEqual([
      'independent',
      'distill',
      'mutual-temperature-2',
      'competitive',
    ]);
    expect(report.baseline).toBe('independent');
    expect(
      report.families.map(({ role, to, pairs }) => [role, to, pairs.map(({ method }) => method)]),
    ).toEqual([
      ['baseline', 'independent', ['distill', 'mutual-temperature-2', 'competitive']],
      ['control', 'distill', ['mutual-temperature-2', 'competitive']],
    ]);
    for (const { pairs } of report.families)
      for (const pair of pairs)
        expect(pair).toMatchObject({ effect: null, because: { effect: expect.any(String) } });
    expect(results.map(when)).toEqual(before);
  });

  it('refuses a folder of another study, and names what differs', async () => {
    const before = readFileSync(path.join(out, 'study.json'), 'utf8');
    const other = await codistill(cwd, ...words('independent'), '--epochs', '3');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('epochs: 2 / 3');
    expect(readFileSync(path.join(out, 'study.json'), 'utf8')).toBe(before);
  });

  it('writes the page anew, and evaluates a checkpoint', async () => {
    const report = await codistill(cwd, 'report', 'out');
    expect(report).toMatchObject({ code: 0, stdout: `${path.join(out, 'report.html')}\n` });
    const checkpoint = path.join('out', 'runs', 'distill', 'seed-1', 'checkpoint.safetensors');
    const evaluated = await codistill(cwd, 'evaluate', checkpoint, '--runtime', 'wasm', '--json');
    expect(evaluated.code).toBe(0);
    const { metrics } = JSON.parse(evaluated.stdout) as { metrics: Record<string, number> };
    const { last } = readJson<{ last: Record<string, number> }>(
      out,
      'runs/distill/seed-1/result.json',
    );
    expect(metrics['test/accuracy/a']).toBeCloseTo(last['test/accuracy/a']!, 6);
  });
});

describe('a study file', () => {
  it('is JSON or TypeScript; a dry run says runs, cost and time, and writes nothing', async () => {
    const study = {
      $schema: './study.schema.json',
      dataset: 'digits',
      networks: { x: { backbone: { use: 'small-conv', width: 4 } } },
      methods: { alone: 'independent', smooth: { strategy: 'label-smoothing' } },
      seeds: [3],
      epochs: 1,
      batchSize: 64,
      examples: 128,
      out: 'there',
      runtime: 'wasm',
    };
    const cwd = temporary({
      'study.json': JSON.stringify(study),
      'study.ts': `const study: object = ${JSON.stringify({ ...study, seeds: 4 })};\nexport default study;\n`,
    });
    const dry = await codistill(cwd, 'compare', '--config', 'study.ts', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('8 runs');
    expect(dry.stdout).toMatch(/│ smooth +│ x [\d,]+ +│ +4 │ +2 │ +2 \+ 2 │ +\d+ MB │ +\d+ ms │/);
    expect(dry.stdout).toMatch(/The largest run holds at least \d+ MB: data 1 MB, views 1 MB,/);
    expect(dry.stdout).toMatch(/About \d+:\d\d of training/);
    expect(filesBelow(cwd)).toEqual(['study.json', 'study.ts']);
    const ran = await codistill(cwd, 'compare', '--config', 'study.json');
    expect(ran.code).toBe(0);
    expect(
      readJson<ReportJson>(cwd, 'there', 'report.json').methods.map(({ id, seeds }) => [id, seeds]),
    ).toEqual([
      ['alone', [3]],
      ['smooth', [3]],
    ]);
  });
});

describe('one experiment', () => {
  it("is trained from a file, with a plugin of one's own", async () => {
    const experiment = {
      dataset: 'digits',
      networks: { a: { backbone: { use: 'small-conv', width: 4 } } },
      strategy: 'mine',
      optimizer: 'sgd',
      learningRate: 'constant',
      epochs: 1,
      batchSize: 64,
      examples: 128,
      seed: 1,
    };
    const mine = `import { defineStrategy, supervised } from '@codistill/core';
export const mine = defineStrategy({ id: 'mine', about: 'Mine.', create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }) });\n`;
    const cwd = temporary({ 'experiment.json': JSON.stringify(experiment), 'mine.ts': mine });
    const ran = await codistill(
      cwd,
      'run',
      'experiment.json',
      '--plugin',
      './mine.ts',
      '--runtime',
      'wasm',
      '--json',
    );
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      status: 'finished',
      steps: 2,
      deployed: { a: 'a' },
    });
    const again = await codistill(
      cwd,
      'run',
      'experiment.json',
      '--plugin',
      'mine.ts',
      '--runtime',
      'wasm',
      '--out',
      'runs/experiment',
    );
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('test a');
    const explained = await codistill(cwd, 'explain', 'mine', '--plugin', './mine.ts');
    expect(explained.stdout).toContain('labels -> a');
  });
});
