import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ReportJson } from '@codistill/report';
import { describe, expect, it } from 'vitest';
import { codistill, readJson, temporary, tiny } from '../testing/command.ts';

const plugins = `import { defineStrategy, supervised } from '@codistill/core';
import * as tf from '@tensorflow/tfjs-core';

export const wild = defineStrategy({ id: 'wild', about: 'Diverges.', create: () => ({ flow: (peers) => ({ edges: supervised(peers, { weight: 1e30 }) }) }) });

export const throws = defineStrategy({ id: 'throws', about: 'Throws after a while.', create: () => ({
  plan({ step }) { if (step === 2) throw new Error('a plugin that throws'); return {}; },
  flow: (peers) => ({ edges: supervised(peers) }),
}) });

export const dies = defineStrategy({ id: 'dies', about: 'Ends its process.', create: () => ({
  plan({ step }) { if (step === 2) process.kill(process.pid, 'SIGKILL'); return {}; },
  flow: (peers) => ({ edges: supervised(peers) }),
}) });
`;

describe('a run that fails', () => {
  it('is named with step, edge and network, or with what it threw, while the others go on', async () => {
    const cwd = temporary({ 'plugins.ts': plugins });
    const words = [
      'compare',
      ...tiny,
      '--epochs',
      '1',
      '--seeds',
      '1,',
      '--plugin',
      './plugins.ts',
      '--methods',
      'wild,throws,dies,independent',
      '--out',
      'out',
    ];
    const first = await codistill(cwd, ...words);
    expect(first.code).toBe(1);
    expect(first.stdout).toMatch(
      /wild, seed 1: At step \d+ the loss is not a finite number: edge ce\/labels->a.* of network a/,
    );
    expect(first.stdout).toContain(
      'throws/seed-1 failed: Error: a plugin that throws (the rest is in runs/throws/seed-1/failure.txt)',
    );
    expect(first.stdout).toContain('dies/seed-1 died (signal SIGKILL) and was tried 3 times.');
    const { methods } = readJson<ReportJson>(cwd, 'out', 'report.json');
    expect(methods.map(({ id, runs }) => [id, runs[0]!.status])).toEqual([
      ['wild', 'diverged'],
      ['throws', 'missing'],
      ['dies', 'missing'],
      ['independent', 'finished'],
    ]);
    expect(methods[0]!.runs[0]).toMatchObject({
      step: expect.any(Number),
      metrics: expect.arrayContaining(['loss/ce/labels->a']),
    });
    // The page shows each of them, also when it is written again.
    const page = () => readFileSync(path.join(cwd, 'out', 'report.html'), 'utf8');
    for (const anew of [false, true]) {
      if (anew) expect((await codistill(cwd, 'report', 'out')).code).toBe(0);
      expect(page()).toMatch(
        />wild<\/th><td>1<\/td><td>At step \d+ the loss is not a finite number/,
      );
      expect(page()).toMatch(/>throws<\/th><td>1<\/td><td>[^<]*Error: a plugin that throws/);
      expect(page()).toContain('1 run diverged and is left out: wild with seed 1.');
      expect(page()).toContain(
        '2 runs failed and are left out: throws with seed 1, dies with seed 1.',
      );
    }
    // A run that diverged would diverge again, so it is shown but not repeated.
    const again = await codistill(
      cwd,
      ...words.map((word) => (word === 'wild,throws,dies,independent' ? 'wild,independent' : word)),
    );
    expect(again.code).toBe(1);
    expect(again.stderr).not.toContain('at once');
    expect(again.stdout).toContain('wild, seed 1: At step');
  });
});
