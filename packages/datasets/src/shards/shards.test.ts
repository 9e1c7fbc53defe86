import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { folderFiles } from '@codistill/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { targetsOf } from './labels.ts';
import { leastRecent } from './leastRecent.ts';
import { listShards, splitOfPath } from './listShards.ts';
import { lookAtShards } from './lookAtShards.ts';

async function listed(
  names: readonly string[],
  options: Partial<Parameters<typeof listShards>[2]> = {},
  circle = false,
) {
  const root = await mkdtemp(path.join(os.tmpdir(), 'codistill-shards-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const name of names) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), '');
  }
  if (circle) await symlink(root, path.join(root, 'circle'));
  return listShards(folderFiles(root), '.parquet', { folder: '', ...options });
}

describe('shards', () => {
  it.each([
    ['data/train-00000-of-00002.parquet', 'train'],
    ['imagenet1k-train-0000.tar', 'train'],
    ['plain_text/test-00000.parquet', 'test'],
    ['my_dev_set.tar', 'validation'],
    ['val/0001.tar', 'validation'],
    ['train/valid-1.tar', 'validation'],
    ['data/TESTING.parquet', 'test'],
    ['constraint.tar', undefined],
    ['latest.tar', undefined],
  ])('say their split by a word in their name: %s', (name, split) => {
    expect(splitOfPath(name)).toBe(split);
  });
  it('are listed by split in the order of their paths, without hidden ones', async () => {
    const names = ['data/train-1.parquet', 'data/train-0.parquet', 'data/val.parquet'];
    expect(await listed([...names, '.hidden/train-2.parquet', 'train.txt'])).toEqual({
      train: ['data/train-0.parquet', 'data/train-1.parquet'],
      test: ['data/val.parquet'],
    });
    expect(await listed(['b.parquet', 'a.parquet'])).toEqual({ train: ['a.parquet', 'b.parquet'] });
    await expect(listed(names, {}, true)).rejects.toThrow('several folders: circle/data/, data/');
    await expect(listed(['test.parquet'])).rejects.toThrow('There are no shards of training');
    await expect(listed(['train.parquet', 'other.parquet'])).rejects.toThrow('says no split');
    await expect(listed(['train.parquet'], { folder: 'lost' })).rejects.toThrow('lost');
  });
  it('keep values up to a number of bytes, those used last, and one in any case', async () => {
    const made: string[] = [];
    const get = leastRecent<number>(10, (value) => value);
    const ask = (key: string, bytes: number) =>
      get(key, async () => {
        made.push(key);
        if (bytes < 0) throw new Error('no');
        return bytes;
      });
    await Promise.all([ask('a', 4), ask('a', 4)]);
    await ask('b', 4);
    await ask('a', 4);
    await ask('c', 4);
    await ask('a', 4);
    expect(made).toEqual(['a', 'b', 'c']);
    await ask('b', 4);
    await ask('large', 50);
    await ask('large', 50);
    expect(made).toEqual(['a', 'b', 'c', 'b', 'large']);
    for (const _ of [1, 2]) await expect(ask('fails', -1)).rejects.toThrow('no');
    expect(made).toEqual(['a', 'b', 'c', 'b', 'large', 'fails', 'fails']);
  });
  it('fail at the first sampled image that cannot be decoded, unless someone hears of problems', async () => {
    const read = async ([index]: Int32Array) => {
      if (index === 1) throw new Error('Image 1 is damaged.');
      return Uint8Array.of(index === 0 ? 51 : 153);
    };
    const targets = { kind: 'class', values: Int32Array.of(0, 1, 0) } as const;
    const shapes = async () => Int32Array.of(1, 1);
    const splits = { train: { size: 3, targets, shapes, read } };
    const one = { channels: 1, exact: false, skipBad: false };
    await expect(lookAtShards(splits, one, 'x', {})).rejects.toThrow('Image 1 is damaged.');
    const { moments } = await lookAtShards(splits, one, 'x', { problem: () => {} });
    expect(moments.mean[0]).toBeCloseTo(0.4, 6);
  });
  it('have labels that are classes, bits or numbers', () => {
    const split = (labels: readonly (number | string | readonly number[])[]) => ({
      labels,
      path: 'file',
      name: (index: number) => `example ${index}`,
    });
    const of = (train: Parameters<typeof split>[0], test: typeof train, meaning = {}) =>
      targetsOf({ train: split(train), test: split(test) }, { fractions: false, ...meaning });
    expect(of(['b', 'a'], ['a'])).toMatchObject({
      classes: 2,
      names: ['a', 'b'],
      targets: { train: { values: Int32Array.of(1, 0) }, test: { values: Int32Array.of(0) } },
    });
    expect(of([0, 4], [2])).toMatchObject({ classes: 5 });
    expect(of([[0], []], [[2]], { classes: 3 }).targets['test']).toEqual({
      kind: 'bits',
      width: 3,
      values: Uint8Array.of(0, 0, 1),
    });
    expect(of([0.5], [2], { fractions: true }).targets['train']).toEqual({
      kind: 'numbers',
      width: 1,
      values: Float32Array.of(0.5),
    });
    expect(() => of(['a', 'b'], ['c'])).toThrow('example 0: the label "c" is on no training');
    expect(() => of([0, 'a'], [0])).toThrow('example 1: the label is a text, and a number');
    expect(() => of([0, 1], [2])).toThrow('example 0: the label is 2, but labels go from 0 to 1');
    expect(() => of([[1], [3]], [[0]], { classes: 2 })).toThrow('example 1: the label is 3');
    expect(() => of([[1, 2], [1]], [[1, 2]], { fractions: true })).toThrow('1 numbers');
    expect(() => of([0, 1], [-1])).toThrow('Set the option test: "validation"');
  });
});
