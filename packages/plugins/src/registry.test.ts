import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createRegistry,
  defineStrategy,
  type Experiment,
  pluginsOf,
  supervised,
} from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { exportsOf, modules, registry } from './index.ts';

const packages = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const experiment: Experiment = {
  dataset: 'digits',
  examples: 40,
  networks: { a: { backbone: { use: 'small-conv', width: 2 } } },
  strategy: 'independent',
  augment: ['shift'],
  perturb: { when: 'always', pool: ['mixup', 'crop'] },
  optimizer: 'sgd',
  learningRate: 'constant',
  epochs: 1,
  batchSize: 20,
  seed: 2,
};

describe('the registry of all plugins', () => {
  it('holds every plugin of every package that exports some', async () => {
    const names = readdirSync(packages).filter(
      (name) =>
        name !== 'plugins' &&
        name !== 'conformance' &&
        existsSync(path.join(packages, name, 'src/index.ts')) &&
        !existsSync(path.join(packages, name, 'src/templates.ts')),
    );
    const found: string[] = [];
    for (const name of names) {
      const plugins = pluginsOf((await import(`@codistill/${name}`)) as object);
      if (plugins.length > 0) found.push(`@codistill/${name}`);
      for (const { kind, id } of plugins)
        expect(registry.find(kind, id).plugin.id, `${kind} ${id}`).toBe(id);
    }
    expect(found.sort()).toEqual(Object.keys(exportsOf).sort());
    const all = Object.values(exportsOf).flatMap((module) => pluginsOf(module));
    expect(registry.list()).toHaveLength(all.length);
  });

  it('says from where a thread imports each, and what is there are the same plugins', async () => {
    for (const { module = '', plugins } of modules) {
      expect(existsSync(fileURLToPath(module)), module).toBe(true);
      const there = pluginsOf((await import(/* @vite-ignore */ module)) as object);
      expect(there.map(({ kind, id }) => `${kind}:${id}`).sort()).toEqual(
        plugins.map(({ kind, id }) => `${kind}:${id}`).sort(),
      );
    }
  });

  it('takes plugins of yours besides', () => {
    const called = (id: string) =>
      defineStrategy({
        id,
        about: 'Labels alone.',
        create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
      });
    const both = createRegistry([...modules, { plugins: [called('mine')] }]);
    expect(both.list('strategy')).toHaveLength(registry.list('strategy').length + 1);
    expect(() => createRegistry([...modules, { plugins: [called('mutual')] }])).toThrow(
      'Two plugins are called strategy "mutual"',
    );
  });

  it('trains as installed, and threads that make views import its plugins: the same numbers as in line', () => {
    // This is a separate process on the build, because a thread of this process would get the
    // sources.
    const script = `
      import { train } from '@codistill/core';
      import { folderFiles, workerLoader } from '@codistill/node';
      import { registry } from '@codistill/plugins';
      import { cpu } from '@codistill/runtime-cpu';
      const experiment = ${JSON.stringify(experiment)};
      const noticed = [];
      const losses = async (loader) => {
        const options = { registry, runtime: await cpu(), files: folderFiles('.'), ...loader };
        const values = [];
        for await (const { kind, metrics } of train(experiment, options))
          if (kind === 'step') values.push(metrics.values[metrics.names.indexOf('loss')]);
        return values;
      };
      const notice = (sentence) => noticed.push(sentence);
      const threads = { loader: workerLoader({ workers: 1, ahead: 1, notice }) };
      const inLine = await losses({});
      console.log(JSON.stringify([inLine, await losses(threads), noticed]));
      process.exit(0);`;
    const file = path.join(packages, 'plugins/node_modules', `.registry-test-${process.pid}.mjs`);
    writeFileSync(file, script);
    const env = { ...process.env, NODE_OPTIONS: '' };
    const printed = execFileSync(process.execPath, [file], { encoding: 'utf8', env });
    rmSync(file);
    const [inLine, inThreads, noticed] = JSON.parse(printed.trim().split('\n').at(-1)!) as [
      number[],
      number[],
      string[],
    ];
    expect(inLine).toHaveLength(2);
    expect(inLine.every(Number.isFinite)).toBe(true);
    expect(inThreads).toEqual(inLine);
    expect(noticed).toEqual([]);
  });
});
