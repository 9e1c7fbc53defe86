import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Targets } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../bytes.ts';
import { readFooter } from './footer.ts';
import { parquet } from './parquet.ts';
import { imageReader } from './rowGroups.ts';

interface Golden {
  readonly names: readonly string[];
  readonly digests: readonly string[];
  /** Of images of 4 x 3, as PIL decodes them. */
  readonly pixels: readonly (readonly number[])[];
  readonly cases: Readonly<Record<string, { readonly labels: readonly unknown[] }>>;
}
const folder = fileURLToPath(new URL('./golden/', import.meta.url));
const golden = JSON.parse(await readFile(`${folder}golden.json`, 'utf8')) as Golden;
const size = { height: 4, width: 3 };

const labelsOf = (targets: Targets, names: readonly string[]): readonly unknown[] => {
  if (targets.kind === 'class') return Array.from(targets.values);
  const { width, values } = targets;
  const rows = Array.from({ length: values.length / width }, (_, i) =>
    Array.from(values.subarray(i * width, (i + 1) * width)),
  );
  if (targets.kind === 'numbers') return rows.map(([value]) => value);
  expect(width).toBe(names.length);
  return rows.map((row) => row.flatMap((bit, place) => (bit ? [place] : [])));
};
const plain = (label: unknown) =>
  Array.isArray(label)
    ? [...label].sort()
    : typeof label === 'string'
      ? golden.names.indexOf(label)
      : label;

describe('parquet files of pyarrow', () => {
  it.each(Object.keys(golden.cases))('%s have the same labels, bytes and pixels', async (name) => {
    const files = folderFiles(`${folder}files/${name}`);
    const { facts, splits } = await parquet().open(files, { decoder: sharpDecoder() });
    const [train, test] = [splits['train']!, splits['test']!];
    expect([train.size, test.size]).toEqual([5, 2]);
    const labels = [train, test].flatMap<unknown>(({ targets }) => labelsOf(targets, golden.names));
    expect(labels).toEqual(golden.cases[name]!.labels.map(plain));
    const named = !['bytes', 'fractions', 'large'].includes(name);
    expect(facts.names).toEqual(named ? golden.names : undefined);
    const read = await train.read(Int32Array.of(4, 0, 1, 2, 3), size);
    expect([...read]).toEqual([4, 0, 1, 2, 3].flatMap((i) => golden.pixels[i]!));
    expect([...(await test.read(Int32Array.of(0, 1), size))]).toEqual(
      [5, 6].flatMap((i) => golden.pixels[i]!),
    );
    const path = 'test-00000-of-00001.parquet';
    const { rows, size: length } = await readFooter(files, path);
    const image = imageReader(files, name === 'bytes' ? 'img' : 'image', 1, new Map());
    const shard = { path, rows, size: length };
    const bytes = await image({ shard, group: 0, first: 0, row: 1 });
    expect(await sha256(Uint8Array.from(bytes))).toBe(golden.digests[6]);
  });
});
