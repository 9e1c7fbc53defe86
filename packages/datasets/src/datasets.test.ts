import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Files, InputError, stream } from '@codistill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrays, cifar10, cifar100, digits, identities, pairs, shuffled } from './index.ts';

/** Files in memory, by path. */
const memory = (contents: Readonly<Record<string, Uint8Array>>): Files => ({
  read: async (file) => contents[file] ?? Promise.reject(new Error(`no ${file}`)),
  write: async () => {},
  append: async () => {},
  list: async (folder) =>
    Object.keys(contents)
      .filter((file) => path.dirname(file) === (folder || '.'))
      .map((file) => path.basename(file)),
});
const folder = (root: string): Files => ({
  ...memory({}),
  read: async (file) => new Uint8Array(readFileSync(path.join(root, file))),
  list: async (below) => readdirSync(path.join(root, below)),
});

describe('digits', () => {
  it('has a fixed, stratified split of the 1,797 images, and its own mean and deviation', async () => {
    const dataset = digits();
    const [train, test] = [await dataset.open('train', memory({})), await dataset.open('test', memory({}))];
    expect([train.size, test.size]).toEqual([1433, 364]);
    for (let label = 0; label < 10; label++) expect(test.labels.filter((other) => other === label).length).toBeGreaterThanOrEqual(34);
    const pixels = await train.read(Int32Array.from({ length: train.size }, (_, i) => i));
    const mean = pixels.reduce((sum, byte) => sum + byte / 255, 0) / pixels.length;
    expect(mean).toBeCloseTo(dataset.mean[0]!, 3);
    expect(Math.sqrt(pixels.reduce((sum, byte) => sum + (byte / 255 - mean) ** 2, 0) / pixels.length)).toBeCloseTo(dataset.std[0]!, 3);
    expect(Math.max(...pixels)).toBe(255);
  });
  it('reads any examples in any order', async () => {
    const train = await digits().open('train', memory({}));
    const both = await train.read(Int32Array.of(7, 3));
    expect(both.slice(0, 64)).toEqual(await train.read(Int32Array.of(7)));
    expect(both.slice(64)).toEqual(await train.read(Int32Array.of(3)));
    await expect(digits().open('query', memory({}))).rejects.toThrow('no split "query"');
  });
});

const data = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../../shared/data/cifar-100-binary');
describe.skipIf(!existsSync(data))('cifar100 from the complete files', () => {
  it('has 600 images of each class, checked by their sums', async () => {
    const [train, test] = await Promise.all(['train', 'test'].map((split) => cifar100().open(split, folder(data))));
    expect([train!.size, test!.size]).toEqual([50_000, 10_000]);
    for (const [examples, count] of [
      [train!, 500],
      [test!, 100],
    ] as const)
      for (let label = 0; label < 100; label++) expect(examples.labels.filter((other) => other === label)).toHaveLength(count);
    const pixels = await train!.read(Int32Array.from({ length: 50_000 }, (_, i) => i));
    const mean = [0, 0, 0];
    for (let i = 0; i < pixels.length; i++) mean[i % 3]! += pixels[i]! / 255;
    mean.forEach((sum, channel) => {
      expect(sum / (pixels.length / 3)).toBeCloseTo(cifar100().mean[channel]!, 3);
    });
  });
  it('also lies one folder below, and has 20 groups', async () => {
    const test = await cifar100({ labels: 'coarse' }).open('test', folder(path.dirname(data)));
    expect(Math.max(...test.labels)).toBe(19);
  });
});

describe('binary files', () => {
  const record = (i: number) => Uint8Array.from({ length: 3073 }, (_, k) => (k === 0 ? i % 10 : (i + k) % 251));
  const file = () => {
    const bytes = new Uint8Array(10_000 * 3073);
    for (let i = 0; i < 10_000; i++) bytes.set(record(i), i * 3073);
    return bytes;
  };
  it('of CIFAR-10: label, then three planes, to pixels of three channels', async () => {
    const test = await cifar10({ verify: false }).open('test', memory({ 'cifar-10-batches-bin/test_batch.bin.gz': gzipSync(file(), { level: 1 }) }));
    expect(test.labels.slice(0, 12)).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1));
    const pixels = await test.read(Int32Array.of(3));
    const planes = record(3);
    for (const k of [0, 5, 1023]) expect([...pixels.slice(3 * k, 3 * k + 3)]).toEqual([planes[1 + k], planes[1025 + k], planes[2049 + k]]);
  });
  it('that are absent, cut short, damaged, changed or of another dataset are refused by a sentence', async () => {
    const open = (contents: Readonly<Record<string, Uint8Array>>, verify = true) => cifar10({ verify }).open('test', memory(contents));
    await expect(open({})).rejects.toThrow('test_batch.bin, test_batch.bin.gz');
    await expect(open({ 'test_batch.bin': file().slice(0, 1000) })).rejects.toThrow('has 1000 bytes where 30730000 were expected');
    await expect(open({ 'test_batch.bin.gz': gzipSync(new Uint8Array(1000)).slice(0, 20) })).rejects.toThrow('cut short or damaged');
    await expect(open({ 'test_batch.bin': file() })).rejects.toThrow('is not the official file');
    const wrong = file();
    wrong[5 * 3073] = 12;
    await expect(open({ 'test_batch.bin': wrong }, false)).rejects.toThrow('the label of example 5 is 12');
    await expect(open({})).rejects.toBeInstanceOf(InputError);
  });
});

describe('arrays', () => {
  const images = Uint8Array.from({ length: 3 * 2 * 2 }, (_, i) => i * 20);
  it('are examples with mean and deviation of their own', async () => {
    const dataset = arrays({ imageShape: [2, 2, 1], classes: 2, train: { images, labels: [0, 1, 0] } });
    expect(dataset.splits).toEqual(['train']);
    expect(dataset.mean[0]).toBeCloseTo(110 / 255, 6);
    const train = await dataset.open('train', memory({}));
    expect([...(await train.read(Int32Array.of(2)))]).toEqual([160, 180, 200, 220]);
  });
  it('that do not fit each other are refused', () => {
    expect(() => arrays({ imageShape: [2, 2, 1], classes: 2, train: { images, labels: [0, 1] } })).toThrow('12 bytes for 2 labels');
    expect(() => arrays({ imageShape: [2, 2, 1], classes: 2, train: { images, labels: [0, 1, 2] } })).toThrow('example 2 of "train" is 2');
    expect(() => arrays()).toThrow('no examples');
  });
});

describe('orders', () => {
  const labelled = fc.tuple(
    fc.array(fc.nat(4), { minLength: 16, maxLength: 80 }).map((labels) => Int32Array.from(labels)),
    fc.nat(),
  );
  it('shuffled visits every example at most once', () => {
    fc.assert(
      fc.property(labelled, ([labels, seed]) => {
        const epoch = shuffled().epoch(labels, 8, stream(seed, 'o', 0));
        expect(epoch.length).toBe(Math.floor(labels.length / 8) * 8);
        expect(new Set(epoch).size).toBe(epoch.length);
      }),
    );
  });
  it('pairs gives every example of a first half a partner of its class, another one where there is one', () => {
    fc.assert(
      fc.property(labelled, ([labels, seed]) => {
        const epoch = pairs().epoch(labels, 8, stream(seed, 'o', 0));
        for (let start = 0; start < epoch.length; start += 8) {
          for (let i = start; i < start + 4; i++) {
            const [a, b] = [epoch[i]!, epoch[i + 4]!];
            expect(labels[a]).toBe(labels[b]);
            if (labels.filter((label) => label === labels[a]).length > 1) expect(a).not.toBe(b);
          }
        }
      }),
    );
    expect(() => pairs().epoch(Int32Array.of(0, 0, 0), 3, stream(0, 'o', 0))).toThrow('even batchSize');
  });
  it('identities gives K examples of each class in a batch', () => {
    fc.assert(
      fc.property(labelled, ([labels, seed]) => {
        const epoch = identities().epoch(labels, 8, stream(seed, 'o', 0));
        for (let start = 0; start < epoch.length; start += 4)
          expect(new Set([...epoch.subarray(start, start + 4)].map((i) => labels[i]!)).size).toBe(1);
      }),
    );
    expect(() => identities().epoch(Int32Array.of(0, 0), 6, stream(0, 'o', 0))).toThrow('divides by 4');
  });
});
