import { expect, it } from 'vitest';
import type { Examples } from '../contracts/data.ts';
import type { EvaluationBatch } from '../contracts/loader.ts';
import { experiment, registry } from '../testing/plugins.ts';
import { evaluationBatches } from './evaluationBatches.ts';
import { noFiles } from './noFiles.ts';
import { resolveExperiment } from './resolve.ts';

const { recipe, splits } = await resolveExperiment(experiment(), registry, noFiles);

it('the last batch has its own examples and copies of the first, which are not read', async () => {
  const asked: number[] = [];
  const test = splits.get('test')!;
  const read: Examples['read'] = (indices, ...given) => {
    asked.push(...indices);
    return test.read(indices, ...given);
  };
  const pass = { name: 'test', parts: [{ split: 'test', role: 'test' }] } as const;
  const batches: EvaluationBatch[] = [];
  for await (const batch of evaluationBatches(recipe, new Map([['test', { ...test, read }]]), pass))
    batches.push(batch);
  expect(asked).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(batches.map(({ positions }) => positions.length)).toEqual([12, 12, 6]);
  const { images } = batches[2]!;
  expect(images.shape).toEqual([12, 3, 3, 1]);
  expect([...images.indices]).toEqual([24, 25, 26, 27, 28, 29, 24, 24, 24, 24, 24, 24]);
  expect(images.targets).toEqual(new Float32Array(12 * 3));
  const rowsOf = (first: number) => images.pixels.slice(9 * first, 9 * first + 9);
  for (let row = 6; row < 12; row++) expect(rowsOf(row)).toEqual(rowsOf(0));
  expect(rowsOf(1)).not.toEqual(rowsOf(0));
});

it('a pass of a split that the dataset lacks is an error', async () => {
  const pass = { name: 'test', parts: [{ split: 'query', role: 'query' }] } as const;
  await expect(evaluationBatches(recipe, splits, pass).next()).rejects.toThrow(
    'The task evaluates the split "query", which the dataset does not have. It has: train, test.',
  );
});
