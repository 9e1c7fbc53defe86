import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import type { DivergedRun } from '@codistill/study';
import { describe, expect, it } from 'vitest';
import { codistill, filesBelow, readJson, temporary } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const plugins = `import { defineSchedule, defineStrategy, supervised } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';
export const late = defineSchedule({ id: 'late', about: 'Too large from a step on.', create: () => ({ step }) => (step < 3 ? 0.01 : 1e39) });
export const scaled = defineStrategy({ id: 'scaled', about: 'Scales answers by a number of its own.', create: () => ({
  flow(peers, { scope }) {
    const scale = scope.param('scale', [], () => new Float32Array(1));
    return {
      edges: supervised(peers).map((edge) => ({ ...edge, to: edge.to + '~' })),
      virtual: Object.fromEntries(peers.map((peer) => [peer.id + '~', { of: peer.id, logits: tf.mul(peer.logits, tf.add(1, scale)) }])),
    };
  },
}) });
`;
const base = ['--runtime', 'wasm', '--dataset', 'digits', '--examples', '64', '--seeds', '1,'];
const compare = ['compare', ...base, '--networks', 'small-conv:width=4,small-conv:width=4'];
const own = ['--plugin', './plugins.ts'];

describe('a run that diverged', () => {
  it.each([
    [
      'in the only step, as answers show',
      ['--learning-rate', '1e10', '--batch-size', '64', '--epochs', '1'],
      'independent',
      0,
      'validation',
    ],
    [
      'in the loss, in the first epoch',
      ['--learning-rate', '1e20', '--batch-size', '16', '--epochs', '1'],
      'independent',
      1,
      'loss',
    ],
    [
      'after the last step of an epoch',
      ['--learning-rate', 'late', '--batch-size', '16', '--epochs', '3'],
      'independent',
      3,
      'validation',
    ],
    [
      'in the loss of the second epoch',
      ['--learning-rate', 'late', '--batch-size', '32', '--epochs', '3'],
      'mutual',
      3,
      'validation',
    ],
    [
      "with the strategy's parameters",
      ['--learning-rate', 'late', '--batch-size', '16', '--epochs', '1'],
      'scaled',
      3,
      'validation',
    ],
  ] as const)(
    '%s: it says so everywhere, and is not tried again',
    async (_, words, method, step, where) => {
      const cwd = temporary({ 'plugins.ts': plugins });
      const all = [...compare, ...own, ...words, '--methods', method, '--out', 'out'];
      const { code, stdout, stderr } = await codistill(cwd, ...all);
      expect(code, stderr).toBe(1);
      expect(stdout + stderr).not.toMatch(/TypeError|\n\s+at /);
      expect(stdout).toMatch(new RegExp(`${method}, seed 1: (At|After) step ${step} `));
      expect(stdout).toMatch(/│ diverged /);
      expect(stderr).toContain(`${method}, seed 1: diverged: `);
      const run = path.join('out', 'runs', method, 'seed-1');
      const result = readJson<DivergedRun>(cwd, run, 'result.json');
      expect(result).toMatchObject({ status: 'diverged', step, where });
      expect(readJson<ReportJson>(cwd, 'out', 'report.json').methods[0]!.runs).toEqual([
        { seed: 1, status: 'diverged', step, metrics: result.metrics, message: result.message },
      ]);
      const page = readFileSync(path.join(cwd, 'out', 'report.html'), 'utf8');
      expect(page).toContain('Runs that diverged');
      expect(page).toContain(`1 run diverged and is left out: ${method} with seed 1.`);
      // A checkpoint within the epoch has finite weights. Its predictions may still not be finite;
      // then the command says so.
      const file = `${run}/checkpoint.safetensors`;
      if (filesBelow(path.join(cwd, run)).includes('checkpoint.safetensors')) {
        const evaluated = await codistill(cwd, 'evaluate', file, ...own, '--runtime', 'wasm');
        if (evaluated.code !== 0) expectParagraph(evaluated, 'its training had diverged, though');
      }
      const again = await codistill(cwd, ...all);
      expect(again).toMatchObject({ code: 1, stdout });
      expect(again.stderr).not.toContain('at once');
    },
  );

  it('by `codistill run` ends with 1 and one sentence of why', async () => {
    const experiment = {
      dataset: 'digits',
      examples: 64,
      networks: { a: { backbone: { use: 'small-conv', width: 4 } } },
      strategy: 'independent',
      optimizer: 'sgd',
      learningRate: { use: 'constant', value: 1e10 },
      epochs: 1,
      batchSize: 64,
      seed: 1,
    };
    const cwd = temporary({ 'one.json': JSON.stringify(experiment) });
    for (let tries = 0; tries < 2; tries++) {
      const { code, stderr } = await codistill(cwd, 'run', 'one.json', '--runtime', 'wasm');
      expect(code, stderr).toBe(1);
      expect(stderr).toMatch(/^After step 0 the answers of a on the validation split /m);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });
});
