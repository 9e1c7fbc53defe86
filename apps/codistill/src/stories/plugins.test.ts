import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import { describe, expect, it } from 'vitest';
import { codistill, readJson, temporary } from '../testing/command.ts';

// A plugin of each kind, in about a dozen lines, from each place that --plugin accepts.

const strategy = `import { between, defineStrategy, kl, supervised } from '@codistill/core';
export const pull: object = defineStrategy({
  id: 'pull',
  about: 'Everyone teaches everyone, a little.',
  create: () => ({ flow: (peers) => ({ edges: [...supervised(peers), ...between(peers, kl(), () => 0.1)] }) }),
});
`;
const perturbation = `import { definePerturbation } from '@codistill/core';
export const negative = definePerturbation({
  id: 'negative',
  about: 'Bright is dark.',
  create: () => ({ space: 'pixels', apply: (batch) => ({ ...batch, pixels: batch.pixels.map((value) => 1 - value) }) }),
});
`;
const backbone = `import { defineBackbone, relu } from '@codistill/core';
import { conv, dense, globalAveragePool } from '@codistill/nn';
export const tiny = defineBackbone({
  id: 'tiny-net',
  about: 'One convolution.',
  create: () => ({
    heads: ['logits'],
    deployed: 'logits',
    forward(scope, images, classes) {
      const features = relu(conv(scope.at('conv'), images, { filters: 4, kernelSize: 3 }));
      return { logits: { logits: dense(scope.at('out'), globalAveragePool(features), { units: classes }), features, stages: [features] } };
    },
  }),
});
`;
const dataset = `import { defineDataset, inMemory } from '@codistill/core';
export const halves = defineDataset({ id: 'halves', about: 'Bright above, or below.', create: () => ({
  open: async () => inMemory({ classes: 2, channels: 1, size: { height: 4, width: 4 }, mean: [0.5], std: [0.5] }, {
    train: {
      pixels: Uint8Array.from({ length: 128 * 16 }, (_, i) => ((i % 16 < 8) === (Math.floor(i / 16) % 2 === 0) ? 255 : 0)),
      targets: { kind: 'class', values: Int32Array.from({ length: 128 }, (_, i) => i % 2) },
    },
  }),
}) });
`;

describe('plugins from outside', () => {
  it('are a file, a folder or an installed package, in TypeScript or JavaScript, of every kind', async () => {
    const cwd = temporary({
      'pull.ts': strategy,
      'halves.js': dataset,
      'nets/src/index.ts': backbone,
      'node_modules/codistill-negative/package.json':
        '{ "name": "codistill-negative", "type": "module", "exports": { ".": { "default": "./lib/main.js" } } }',
      'node_modules/codistill-negative/lib/main.js': perturbation,
    });
    const plugins = [
      '--plugin',
      './pull.ts',
      '--plugin',
      './nets,./halves.js',
      '--plugin',
      'codistill-negative',
    ];
    const words = [
      '--dataset',
      'halves',
      '--networks',
      'tiny-net,tiny-net',
      '--methods',
      'independent,pull',
      '--augment',
      'negative',
    ];
    const budget = [
      '--seeds',
      '1,',
      '--epochs',
      '2',
      '--batch-size',
      '16',
      '--runtime',
      'wasm',
      '--out',
      'out',
    ];
    const ran = await codistill(cwd, 'compare', ...plugins, ...words, ...budget);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
    expect(ran.code).toBe(0);
    const report = readJson<ReportJson>(cwd, 'out', 'report.json');
    expect(report.methods.map(({ id, runs }) => [id, runs[0]!.status])).toEqual([
      ['independent', 'finished'],
      ['pull', 'finished'],
    ]);
    // The dataset has no test split, so the numbers are those of validation.
    expect(report.split).toBe('validation');
    const page = readFileSync(path.join(cwd, 'out', 'report.html'), 'utf8');
    expect(page).toContain('highest mean validation accuracy');
    expect(page).toContain('Everyone teaches everyone, a little.');
    expect(page).not.toContain('NaN');
    const log = readFileSync(
      path.join(cwd, 'out', 'runs', 'pull', 'seed-1', 'metrics.jsonl'),
      'utf8',
    );
    expect(log).toContain('"weight/kl/a->b":0.1');
    const listed = await codistill(cwd, 'list', 'perturbations', '--plugin', 'codistill-negative');
    expect(listed.stdout).toContain('negative: Bright is dark.');

    writeFileSync(
      path.join(cwd, 'nets/src/index.ts'),
      backbone.replace('const features', "throw new Error('no layers today'); const features"),
    );
    const checkpoint = path.join('out', 'runs', 'pull', 'seed-1', 'checkpoint.safetensors');
    const refused = await codistill(
      cwd,
      'evaluate',
      checkpoint,
      ...plugins,
      '--split',
      'validation',
      '--runtime',
      'wasm',
    );
    expect(refused.stderr).toMatch(
      /The evaluation of .*checkpoint\.safetensors fails.*no layers today/,
    );
    expect(refused.stderr).not.toMatch(/\n\s+at /);
    expect(refused.code).toBe(2);
  });
});
