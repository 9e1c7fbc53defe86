import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InputError } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../bytes.ts';
import { pickledBatch } from './pickled.ts';

const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const read = async (name: string) => Uint8Array.from(await readFile(`${folder}${name}.pickle`));
const golden = JSON.parse(await readFile(`${folder}golden.json`, 'utf8')) as {
  readonly good: readonly string[];
  readonly bad: readonly string[];
  readonly data: string;
} & Readonly<Record<'labels' | 'fine_labels' | 'coarse_labels', readonly number[]>>;
const lists = ['labels', 'fine_labels', 'coarse_labels'] as const;

describe('batches that Python has pickled', () => {
  it.each(golden.good)('are read: %s', async (name) => {
    const { data, labels } = pickledBatch(await read(name), name, lists);
    expect(await sha256(Uint8Array.from(data))).toBe(golden.data);
    for (const list of lists) expect(labels[list]).toEqual(golden[list]);
  });
  const reasons: Readonly<Record<string, string>> = {
    malicious: 'names posix.system, which a batch of CIFAR does not need',
    malicious4: 'names posix.system, which',
    code: 'names builtins.eval, which',
    floats: 'an array holds values of f4',
    columns: 'an array is not in row-major order',
    narrow: '"data" is 4 x 3, and N x 3072 was expected',
    missing: 'it has no array "data"',
    fewer: 'it has 4 images and 1 of "labels"',
    fractions: 'label 0 of "labels" is 0.5',
    list: 'it holds no dictionary',
  };
  it('are refused by a sentence if they are none or would run code', async () => {
    expect(Object.keys(reasons).sort()).toEqual([...golden.bad].sort());
    for (const [name, reason] of Object.entries(reasons)) {
      const bytes = await read(name);
      const open = () => pickledBatch(bytes, `some/${name}`, ['labels']);
      expect(open).toThrow(InputError);
      expect(open).toThrow(`some/${name} `);
      expect(open).toThrow(reason);
    }
    for (const bytes of [new Uint8Array(), (await read('protocol4')).subarray(0, 5000)])
      expect(() => pickledBatch(bytes, 'cut', ['labels'])).toThrow(/cut is no batch .*end of file/);
  });
});
