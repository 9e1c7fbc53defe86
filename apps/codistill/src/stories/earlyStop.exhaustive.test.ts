import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FinishedRun } from '@codistill/study';
import { beforeAll, describe, expect, it } from 'vitest';
import { codistill, metricLines, readJson, start, temporary, until } from '../testing/command.ts';

const plugins = `import { defineObserver } from '@codistill/core';
import { z } from 'zod';
export const enough = defineObserver({
  id: 'enough', about: 'Ends the run at a report.',
  options: z.object({ at: z.number().describe('Which, from 1.') }),
  create({ at }) {
    let count = 0;
    return {
      begin: ({ resumed }) => { count = Number(resumed?.saved ?? 0); },
      see: () => (++count === at ? 'stop' : undefined),
      save: () => String(count),
    };
  },
});
`;
const base = {
  dataset: 'digits',
  examples: 256,
  batchSize: 32,
  seeds: [1],
  methods: ['independent'],
  networks: [
    { use: 'small-conv', width: 4 },
    { use: 'small-conv', width: 4 },
  ],
};
/**
 * Ends after the seventh of 30 epochs, because the learning rate falls soon and nothing improves.
 */
const stops = {
  ...base,
  epochs: 30,
  augment: ['shift'],
  learningRate: {
    use: 'plateau',
    peak: 0.02,
    patience: 1,
    metric: 'validation/accuracy/ensemble',
    warmUpEpochs: 2,
  },
  observers: [{ use: 'early-stop', metric: 'validation/accuracy', patience: 3 }],
};
const run = (folder: string) => path.join(folder, 'runs', 'independent', 'seed-1');
const result = (folder: string) => readJson<FinishedRun>(run(folder), 'result.json');
const bytes = (folder: string, ...names: string[]) =>
  names.map((name) => readFileSync(path.join(run(folder), name)).toString('base64'));
const kept = ['result.json', 'metrics.jsonl', 'checkpoint.safetensors'];
const compare = (name: string, out: string) =>
  [
    'compare',
    '--config',
    name,
    '--runtime',
    'wasm',
    '--plugin',
    './plugins.ts',
    '--out',
    out,
  ] as const;

describe('what an observer decided holds however the run is interrupted', () => {
  const cwd = temporary({ 'plugins.ts': plugins, 'stops.json': JSON.stringify(stops) });
  const at = (name: string) => path.join(cwd, name);
  const words = (out: string) => compare('stops.json', out);
  let whole: string[];
  beforeAll(async () => {
    const { code, stderr } = await codistill(cwd, ...words('whole'));
    expect(code, stderr).toBe(0);
    whole = bytes(at('whole'), ...kept);
    const { epochs, steps, last } = result(at('whole'));
    expect({ epochs, steps }).toEqual({ epochs: 7, steps: 56 });
    expect(last).toHaveProperty('test/accuracy');
  });

  it('after its result and the report were removed', async () => {
    rmSync(path.join(run(at('whole')), 'result.json'));
    for (const name of ['report.json', 'report.html']) rmSync(at(path.join('whole', name)));
    expect((await codistill(cwd, ...words('whole'))).code).toBe(0);
    expect(bytes(at('whole'), ...kept)).toEqual(whole);
  });

  // Each epoch has nine lines. The seventh epoch has lines 55 to 63, and its end adds one more.
  it.each([
    ['SIGKILL', 56],
    ['SIGKILL', 63],
    ['SIGINT', 50],
    ['SIGINT', 57],
    ['SIGINT', 62],
  ] as const)('%s when its log has %i lines', async (signal, lines) => {
    const out = `${signal}-${lines}`;
    const started = start(cwd, ...words(out));
    await until(() => metricLines(at(out)) >= lines, 'progress');
    process.kill(-started.process.pid!, signal);
    await started.ended;
    expect((await codistill(cwd, ...words(out))).code).toBe(0);
    expect(bytes(at(out), ...kept)).toEqual(whole);
  });
});

describe('any observer may end a run anywhere', () => {
  // Each epoch has nine reports: eight steps and the report of the epoch.
  it.each([
    ['at the first step', 1, 1, 1],
    ['within the first epoch', 5, 5, 1],
    ['at the last step of an epoch', 8, 8, 1],
    ['at the end of an epoch', 9, 8, 1],
    ['within a later epoch', 13, 12, 2],
    ['at the last epoch', 18, 16, 2],
  ])('%s: it is finished, and its cost is that of its steps', async (_, report, steps, epochs) => {
    const study = { ...base, epochs: 2, observers: [{ use: 'enough', at: report }] };
    const cwd = temporary({ 'plugins.ts': plugins, 'study.json': JSON.stringify(study) });
    const { code, stdout, stderr } = await codistill(cwd, ...compare('study.json', 'out'));
    expect(code, stderr).toBe(0);
    expect(stdout + stderr).not.toContain('TypeError');
    const found = result(path.join(cwd, 'out'));
    expect(found).toMatchObject({ status: 'finished', steps, epochs });
    expect(found.passes).toEqual({
      forward: { a: steps, b: steps },
      backward: { a: steps, b: steps },
    });
    expect(found.last).toHaveProperty('test/accuracy/a');
    // Only one epoch was tested, so none was selected.
    expect(found.selected).toBeUndefined();
    const again = await codistill(cwd, ...compare('study.json', 'out'));
    expect(again).toMatchObject({ code: 0, stdout });
  });
});
