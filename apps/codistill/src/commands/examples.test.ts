import type { Registry } from '@codistill/core';
import { resolveExperiment } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import type { Study } from '@codistill/study';
import { armsOf } from '@codistill/study';
import { parseArgs } from 'citty';
import { describe, expect, it } from 'vitest';
import { temporary } from '../testing/folder.ts';
import { compare, comparisonOf } from './compare.ts';

const cwd = temporary({
  'number.json': '{ "examples": 300 }',
  'run.json': '{ "examples": { "count": 300, "seed": "run" } }',
  'study.json': '{ "examples": { "count": 300, "seed": "study" } }',
  'wrong.json': '{ "examples": { "count": 300, "seed": "method" } }',
});
const comparison = (line: string) => {
  const words = line.split(' ').filter((word) => word !== '');
  compare.check(words);
  return comparisonOf(parseArgs(words, compare.citty.args as never), words, cwd);
};

/** The positions in the training split on which every arm of a study trains with a seed. */
async function subsets(study: Study, registry: Registry, seed: number): Promise<string[]> {
  return Promise.all(
    armsOf(study, registry).map(async (arm) => {
      const resolved = await resolveExperiment(arm.experiment(seed), registry, folderFiles(cwd));
      return resolved.split.train.join();
    }),
  );
}

describe('--examples and --examples-seed', () => {
  const run = (count: number) => ({ count, seed: 'run' });
  const lines: readonly (readonly [line: string, examples: unknown])[] = [
    ['', undefined],
    ['--examples 100', 100],
    ['--examples 100 --examples-seed run', run(100)],
    ['--examples-seed=run --examples=100', run(100)],
    ['--examples 100 --examples-seed study', 100],
    ['--config number.json', 300],
    ['--config number.json --examples-seed run', run(300)],
    ['--config run.json', run(300)],
    ['--config run.json --examples-seed study', 300],
    ['--config run.json --examples 100 --examples-seed run', run(100)],
    ['--config run.json --examples 100', 100],
    ['--config study.json', 300],
  ];
  it.each(lines)('"%s" asks for %j', async (line, examples) => {
    expect((await comparison(line)).study.base.examples).toEqual(examples);
  });
  const wrong: readonly (readonly [line: string, message: string])[] = [
    ['--examples-seed run', 'a number of examples beside it'],
    ['--examples 100 --examples-seed 7', 'one of study, run was expected'],
    ['--examples 100 --examples-seed each', 'one of study, run was expected'],
    ['--examples 0 --examples-seed run', 'a whole number from 1'],
    ['--examples run', 'a whole number from 1'],
    ['--config wrong.json', 'examples'],
  ];
  it.each(wrong)('"%s" is refused', async (line, message) => {
    await expect(comparison(line)).rejects.toThrow(message);
  });
  it('by run seed: all methods of a seed see the same images, other seeds others', async () => {
    const { study, registry } = await comparison(
      '--examples 100 --examples-seed run --methods independent,mutual,self,competitive --batch-size 50',
    );
    const seen = await Promise.all([1, 2, 3].map((seed) => subsets(study, registry, seed)));
    for (const one of seen) expect(new Set(one).size).toBe(1);
    expect(new Set(seen.flat()).size).toBe(3);
  });
});
