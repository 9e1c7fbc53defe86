import { type Dataset, noDecoder, noFiles } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { arrays, digits } from './index.ts';

const open = (dataset: Dataset) => dataset.open(noFiles, { decoder: noDecoder });
const eight = { height: 8, width: 8 };
const two = { height: 2, width: 2 };

describe('digits', () => {
  it('has a fixed, stratified split of the 1,797 images, and its own mean and deviation', async () => {
    const { facts, splits } = await open(digits());
    const [train, test] = [splits['train']!, splits['test']!];
    expect(Object.keys(splits)).toEqual(['train', 'test']);
    expect([train.size, test.size]).toEqual([1433, 364]);
    const count = (labels: Iterable<number>, label: number) =>
      [...labels].filter((other) => other === label).length;
    for (let label = 0; label < 10; label++) {
      expect(count(test.targets.values, label)).toBeGreaterThanOrEqual(34);
      expect(count(train.targets.values, label) / count(test.targets.values, label)).toBeCloseTo(
        4,
        0,
      );
    }
    const pixels = await train.read(
      Int32Array.from({ length: train.size }, (_, i) => i),
      eight,
    );
    const mean = pixels.reduce((sum, byte) => sum + byte / 255, 0) / pixels.length;
    expect(mean).toBeCloseTo(facts.mean[0]!, 4);
    expect(
      Math.sqrt(pixels.reduce((sum, byte) => sum + (byte / 255 - mean) ** 2, 0) / pixels.length),
    ).toBeCloseTo(facts.std[0]!, 4);
    expect(Math.max(...pixels)).toBe(255);
  });
  it('has the same images whenever it is made: a zero is dark in its middle, a one is not', async () => {
    const [one, other] = await Promise.all([
      open(digits()).then(({ splits }) => splits['train']!),
      open(digits()).then(({ splits }) => splits['train']!),
    ]);
    expect(one.targets.values).toEqual(other.targets.values);
    const middle = async (label: number) => {
      const of = Int32Array.from({ length: one.size }, (_, i) => i).filter(
        (i) => one.targets.values[i] === label,
      );
      const pixels = await one.read(of, eight);
      return [27, 28, 35, 36].reduce(
        (sum, at) =>
          sum + of.reduce((total, _, i) => total + pixels[64 * i + at]!, 0) / (4 * of.length),
        0,
      );
    };
    expect(await middle(0)).toBeLessThan(64);
    expect(await middle(1)).toBeGreaterThan(192);
  });
  it('reads any examples in any order', async () => {
    const train = (await open(digits())).splits['train']!;
    const both = await train.read(Int32Array.of(7, 3), eight);
    expect(both.slice(0, 64)).toEqual(await train.read(Int32Array.of(7), eight));
    expect(both.slice(64)).toEqual(await train.read(Int32Array.of(3), eight));
    expect(train.pixels!.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

describe('arrays', () => {
  const images = Uint8Array.from({ length: 3 * 2 * 2 }, (_, i) => i * 20);
  it('are examples with mean and deviation of their own', async () => {
    const { facts, splits } = await open(
      arrays({
        imageShape: [2, 2, 1],
        classes: 2,
        train: { images, labels: [0, 1, 0] },
        test: { images, labels: Uint8Array.of(1, 1, 0) },
      }),
    );
    expect(Object.keys(splits)).toEqual(['train', 'test']);
    expect(facts.mean[0]).toBeCloseTo(110 / 255, 6);
    expect(facts.std[0]).toBeCloseTo(Math.sqrt((20 * 20 * (12 ** 2 - 1)) / 12) / 255, 6);
    expect([...(await splits['train']!.read(Int32Array.of(2), two))]).toEqual([160, 180, 200, 220]);
    expect(splits['test']!.targets.values).toEqual(Int32Array.of(1, 1, 0));
  });
  it('may have bits or numbers in place of labels', async () => {
    for (const targets of [
      { kind: 'bits', values: Uint8Array.of(0, 1, 1, 1, 0, 0), width: 2 },
      { kind: 'numbers', values: Float32Array.of(0.5, -1, 3), width: 1 },
    ] as const) {
      const { facts, splits } = await open(
        arrays({ imageShape: [2, 2, 1], train: { images, targets } }),
      );
      expect(splits['train']!.targets).toEqual(targets);
      expect(splits['train']!.size).toBe(3);
      expect(facts.classes).toBeUndefined();
    }
    const labels = [0, 1, 0];
    const targets = { kind: 'numbers', values: new Float32Array(3), width: 1 } as const;
    for (const train of [{ images }, { images, labels, targets }])
      expect(() => arrays({ imageShape: [2, 2, 1], train })).toThrow('labels or targets');
    expect(() =>
      arrays({ imageShape: [2, 2, 1], train: { images, targets: { ...targets, width: 2 } } }),
    ).toThrow('12 bytes for 1.5 targets');
  });
  it.each([
    Int32Array.of(0, 1, 0),
    Uint8Array.of(0, 1, 0),
    Float32Array.of(0, 1, 0),
    BigInt64Array.of(0n, 1n, 0n),
    Uint16Array.of(0, 1, 0),
    [0, 1, 0],
    [0n, 1n, 0n],
  ])('take labels as any list of whole numbers: %o', async (labels) => {
    const dataset = arrays({ imageShape: [2, 2, 1], classes: 2, train: { images, labels } });
    const { splits } = await open(dataset);
    expect(splits['train']!.targets.values).toEqual(Int32Array.of(0, 1, 0));
  });
  it('have mean and deviation by channel, also where a channel has one value', async () => {
    const dataset = arrays({
      imageShape: [1, 2, 2],
      classes: 2,
      train: { images: Uint8Array.of(51, 0, 51, 255), labels: [1] },
    });
    const { facts } = await open(dataset);
    expect(facts.mean).toEqual([0.2, 0.5]);
    expect(facts.std).toEqual([1e-3, 0.5]);
  });
  it('that do not fit each other, or are empty, are refused', async () => {
    const made = (labels: readonly unknown[]) => () =>
      arrays({ imageShape: [2, 2, 1], classes: 2, train: { images, labels: labels as number[] } });
    expect(made([0, 1])).toThrow('12 bytes for 2 labels');
    expect(made([0, 1, 2])).toThrow('"arrays", split "train": the label of example 2 is 2');
    expect(made([0, 0.5, 1])).toThrow('the label of example 1 is 0.5');
    expect(made([1, 2, 2])).toThrow('Subtract 1 from each');
    expect(made(['0', '1', '0'])).toThrow('Int32Array.from(labels, Number)');
    expect(made([0, Number.NaN, 1])).toThrow('whose label is missing');
    expect(() => arrays({ train: { images, labels: 'abc' as never } })).toThrow('train.labels');
    await expect(open(arrays())).rejects.toThrow('no examples');
  });
});
