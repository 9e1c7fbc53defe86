import { expect, it } from 'vitest';
import type { OpenDataset } from '../contracts/data.ts';
import { fingerprintOf } from './fingerprint.ts';
import { inMemory } from './inMemory.ts';

const open = (change: (pixels: Uint8Array, labels: Int32Array) => void = () => {}): OpenDataset => {
  const pixels = new Uint8Array(new SharedArrayBuffer(4 * 10)).fill(9);
  const values = Int32Array.from({ length: 10 }, (_, i) => i % 2);
  change(pixels, values);
  const facts = { classes: 2, channels: 1, size: { height: 2, width: 2 }, mean: [0], std: [1] };
  return inMemory(facts, { train: { pixels, targets: { kind: 'class', values } } });
};

it('a fingerprint changes with pixels, targets, facts and a fingerprint of the dataset', async () => {
  const of = fingerprintOf;
  const first = await of(open());
  expect(await of(open())).toBe(first);
  const { facts, splits } = open();
  const others = [
    open((pixels) => pixels.fill(8, 36)),
    open((_, labels) => labels.fill(0, 9)),
    { facts: { ...facts, std: [0.5] }, splits },
    { facts, splits: { ...splits, test: splits['train']! } },
    { facts, splits, fingerprint: 'a' },
    { facts, splits, fingerprint: 'b' },
  ];
  const found = await Promise.all(others.map((one) => of(one)));
  expect(new Set([first, ...found]).size).toBe(others.length + 1);
});

it('a dataset with a fingerprint is not read', async () => {
  const { facts, splits } = open();
  const { size, targets } = splits['train']!;
  const read = async () => Promise.reject(new Error('read'));
  await fingerprintOf({ facts, splits: { train: { size, targets, read } }, fingerprint: 'a' });
});
