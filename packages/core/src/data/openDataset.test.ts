import { describe, expect, it } from 'vitest';
import type { Dataset } from '../contracts/data.ts';
import { InputError } from '../errors.ts';
import { noDecoder } from './noDecoder.ts';
import { noFiles } from './noFiles.ts';
import { openDataset } from './openDataset.ts';

const splits = ['train', 'test', 'query', 'gallery'];
const rightLabels = (size: number) => Array.from({ length: size }, (_, i) => i % 4);
/** Splits of 12 examples of four classes, 2x2x1, with `changes` applied to the split `in_`. */
function datasetOf(facts: object, changes: object = {}, in_ = 'test', open: object = {}): Dataset {
  const right = {
    size: 12,
    targets: { kind: 'class' as const, values: Int32Array.from(rightLabels(12)) },
    read: async (indices: Int32Array) => new Uint8Array(indices.length * 4).fill(200),
  };
  return {
    open: async () => ({
      facts: {
        classes: 4,
        channels: 1,
        size: { height: 2, width: 2 },
        mean: [0.5],
        std: [0.2],
        ...facts,
      },
      splits: Object.fromEntries(
        splits.map((split) => [split, split === in_ ? { ...right, ...changes } : right]),
      ),
      ...open,
    }),
  };
}
const opened = async (dataset: Dataset) => openDataset('mine', dataset, noFiles, { batchSize: 8 });
/** The examples of a right split, with changes. */
const open = async (changes: object) => ({
  ...(await datasetOf({}).open(noFiles, { decoder: noDecoder })).splits['train'],
  ...changes,
});
async function refused(dataset: Dataset): Promise<string> {
  const error = await opened(dataset).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message).not.toContain('\n');
  return message;
}
const of = (values: unknown) => ({ targets: { kind: 'class', values } });
const rows = (kind: string, values: unknown) => ({ targets: { kind, values, width: 2 } });
const at = (index: number, value: unknown) => of(rightLabels(12).with(index, value as number));

describe('every split of a dataset', () => {
  it('is read for the first batch, in order', async () => {
    const calls: string[] = [];
    const sizes = { train: 12, test: 5, query: 5, gallery: 5 };
    const dataset = datasetOf({}, {}, '', {
      splits: Object.fromEntries(
        Object.entries(sizes).map(([split, size]) => [
          split,
          {
            size,
            targets: { kind: 'class' as const, values: Int32Array.from(rightLabels(size)) },
            read: async (indices: Int32Array) => {
              calls.push(`${split}: ${indices.join()}`);
              return new Uint8Array(indices.length * 4).fill(9);
            },
          },
        ]),
      ),
    });
    expect(Object.keys((await opened(dataset)).splits)).toEqual(splits);
    expect(calls).toEqual([
      'train: 0,1,2,3,4,5,6,7',
      ...['test', 'query', 'gallery'].map((split) => `${split}: 0,1,2,3,4`),
    ]);
  });

  const right = rightLabels(12);
  const lists: readonly (readonly [string, unknown])[] = [
    ['Int32Array', Int32Array.from(right)],
    ['plain numbers', right],
    ['Float32Array', Float32Array.from(right)],
    ['Float64Array', Float64Array.from(right)],
    ['Uint8Array', Uint8Array.from(right)],
    ['Uint8ClampedArray', Uint8ClampedArray.from(right)],
    ['Uint16Array', Uint16Array.from(right)],
    ['Int8Array', Int8Array.from(right)],
    ['Uint32Array', Uint32Array.from(right)],
    ['BigInt64Array', BigInt64Array.from(right.map(BigInt))],
    ['BigUint64Array', BigUint64Array.from(right.map(BigInt))],
    ['plain bigints', right.map(BigInt)],
    ['a negative zero', right.with(0, -0)],
  ];
  it.each(lists)('may have its labels and attributes as %s', async (_what, list) => {
    const dataset = datasetOf({}, { ...of(list), attributes: { camera: list } });
    const { targets, attributes } = (await opened(dataset)).splits['test']!;
    for (const values of [targets.values, attributes!['camera']!]) {
      expect(values).toBeInstanceOf(Int32Array);
      expect([...values].map((value) => value + 0)).toEqual(right);
    }
  });

  it('may have bits or numbers as targets', async () => {
    const bits = Array.from({ length: 24 }, (_, i) => i % 2);
    for (const [kind, type] of [
      ['bits', Uint8Array],
      ['numbers', Float32Array],
    ] as const) {
      const { targets } = (await opened(datasetOf({}, rows(kind, bits)))).splits['test']!;
      expect(targets.kind).toBe(kind);
      expect(targets.values).toBeInstanceOf(type);
      expect([...targets.values]).toEqual(bits);
    }
  });

  const wrong: readonly (readonly [what: string, changes: object, message: string])[] = [
    ['text', of(right.map(String)), 'example 0 is the text "0"'],
    ['names', of(right.map(() => 'cat')), 'Number the classes'],
    ['a missing cell', at(5, Number.NaN), 'example 5 is NaN'],
    ['an empty cell', at(2, undefined), 'example 2 is undefined'],
    ['null', at(2, null), 'whose label is missing'],
    ['a hole', of(Object.assign(new Array(12), { 0: 1 })), 'example 1 is undefined'],
    ['a fraction', at(7, 1.5), 'example 7 is 1.5'],
    ['a fraction in floats', of(new Float32Array(12).fill(0.25)), 'example 0 is 0.25'],
    ['a negative', at(1, -1), 'example 1 is -1, but labels go from 0 to 3'],
    ['a class too many', at(3, 4), 'example 3 is 4'],
    ['an infinite one', at(3, Number.POSITIVE_INFINITY), 'example 3 is Infinity'],
    ['more than 32 bits', at(3, 2 ** 40), 'example 3 is 1099511627776'],
    ['more than 64 bits', of(right.map((i) => 2n ** 70n + BigInt(i))), 'n, but labels go'],
    ['booleans', at(0, true), 'example 0 is true'],
    ['one-hot rows', of(right.map(() => [1, 0, 0, 0])), 'example 0 is [1, 0, 0, 0]'],
    ['one-based', of(right.map((i) => i + 1)), 'and these go from 1 to 4. Subtract 1 from each'],
    ['too few', of(new Int32Array(11)), 'it has 11 labels for 12 examples'],
    ['too many', of(new Int32Array(13)), 'it has 13 labels for 12 examples'],
    ['none', of(undefined), 'its labels are undefined'],
    ['a set', of(new Set(right)), 'its labels are a Set'],
    ['a promise', of(Promise.resolve(right)), 'its labels are a Promise'],
    ['raw memory', of(new ArrayBuffer(12)), 'its labels are an ArrayBuffer'],
    [
      'without a kind',
      { targets: Int32Array.from(right) },
      "{ kind: 'class', values } was expected",
    ],
    ['bits of no width', { targets: { kind: 'bits', values: right } }, 'the width of its targets'],
    ['bits too few', rows('bits', new Uint8Array(23)), 'its targets have 23 bits, and 24 were'],
    ['bits of 2', rows('bits', new Uint8Array(24).fill(2)), 'is 2, and 0 or 1 was expected'],
    ['no number', rows('numbers', new Array(24).fill(Number.NaN)), 'is NaN, and a finite number'],
  ];
  it.each(wrong)('is refused with labels that are %s', async (_what, changes, message) => {
    for (const split of splits) {
      const found = await refused(datasetOf({}, changes, split));
      expect(found).toContain(`The dataset "mine", split "${split}": `);
      expect(found).toContain(message);
    }
  });

  const pixels = (value: unknown) => ({ read: async () => value });
  const wrongOtherwise: readonly (readonly [what: string, changes: object, message: string])[] = [
    ['no examples', { size: 0, labels: new Int32Array() }, 'it has no examples'],
    ['half an example', { size: 11.5 }, 'its size is 11.5'],
    ['a negative size', { size: -1 }, 'its size is -1'],
    ['a size in words', { size: '12' }, 'its size is the text "12"'],
    ['no size', { size: undefined }, 'its size is undefined'],
    ['nothing to read with', { read: undefined }, '{ size, targets, read } was expected'],
    ['short attributes', { attributes: { camera: new Int32Array(3) } }, 'attribute "camera"'],
    ['text as attributes', { attributes: { camera: right.map(String) } }, 'attribute "camera"'],
    ['fractions as attributes', { attributes: { age: right.map(() => 0.5) } }, 'attribute "age"'],
    ['one attribute for all', { attributes: { camera: 3 } }, 'attribute "camera" is 3'],
    ['missing attributes', { attributes: { camera: undefined } }, 'is undefined'],
    ['a byte too few', pixels(new Uint8Array(31)), 'gave 31 bytes for 8 images of 2 x 2 x 1'],
    ['a byte too many', pixels(new Uint8Array(33)), '32 were expected'],
    ['the whole split', pixels(new Uint8Array(48)), 'gave 48 bytes for 8 images'],
    ['no bytes', pixels(new Uint8Array()), 'gave 0 bytes for 8 images'],
    ['pixels in [0, 1]', pixels(new Float32Array(32).fill(0.5)), 'Math.round(255 * pixel)'],
    ['float bytes', pixels(new Float32Array(32).fill(200)), 'Uint8Array.from(pixels, Math.round)'],
    ['normalized pixels', pixels(new Float32Array(32).map((_, i) => i - 4)), 'go from -4 to 27'],
    ['16 bits', pixels(new Uint16Array(32).fill(4000)), 'go from 4000 to 4000'],
    ['plain numbers', pixels(new Array(32).fill(7)), 'a Uint8Array of pixels'],
    ['a promise of nothing', pixels(undefined), 'gave undefined'],
    ['raw memory', pixels(new ArrayBuffer(32)), 'gave an ArrayBuffer'],
    ['NaN', pixels(new Float32Array(32).fill(Number.NaN)), 'gave a Float32Array'],
    ['text', pixels('0123'), 'gave the text "0123"'],
    ['bytes in [0, 1]', pixels(new Uint8Array(32).fill(1)), 'Multiply pixels in [0, 1] by 255'],
  ];
  it.each(wrongOtherwise)('is refused with %s', async (_what, changes, message) => {
    for (const split of splits) {
      const found = await refused(datasetOf({}, changes, split));
      expect(found).toContain(`The dataset "mine", split "${split}": `);
      expect(found).toContain(message);
    }
  });

  const facts: readonly (readonly [what: string, facts: object, message: string])[] = [
    ['one class', { classes: 1 }, 'classes: 1'],
    ['classes by name', { classes: ['a', 'b'] }, 'classes: [the text "a", the text "b"]'],
    ['half a class', { classes: 2.5 }, 'classes: 2.5'],
    ['too few names', { names: ['a', 'b'] }, 'one for each of 4 classes'],
    ['numbers for names', { names: [1, 2, 3, 4] }, 'a list of texts'],
    ['no channels', { channels: undefined }, 'channels: undefined'],
    ['half a channel', { channels: 0.5 }, 'channels: 0.5'],
    ['a size as a list', { size: [2, 2] }, "or 'varies'"],
    ['a side of 0', { size: { height: 2, width: 0 } }, 'size: an Object'],
    ['no size', { size: undefined }, 'size: undefined'],
    ['a mean of bytes', { mean: [125.3] }, 'divide by 255'],
    ['two means', { mean: [0.5, 0.5] }, 'a list of 1'],
    ['a mean that is none', { mean: [Number.NaN] }, 'mean: [NaN]'],
    ['a mean in place of a list', { mean: 0.5 }, 'mean: 0.5'],
    ['no deviation', { std: [0] }, 'above 0'],
    ['a deviation of bytes', { std: [63] }, 'divide by 255'],
    ['a negative deviation', { std: [-0.2] }, 'std: [-0.2]'],
    ['deviations of three', { std: [0.2, 0.2, 0.2] }, 'a list of 1'],
  ];
  it.each(facts)('is not used where the dataset has %s', async (_what, wrongFacts, message) => {
    let closed = 0;
    const close = async () => void closed++;
    expect(await refused(datasetOf(wrongFacts, {}, 'test', { close }))).toContain(message);
    expect(closed).toBe(1);
  });
  it.each<readonly [string, unknown, string]>([
    ['no splits', {}, "'train' among them"],
    ['no train', { test: {} }, "'train' among them"],
    ['an empty name', { train: {}, '': {} }, "'train' among them"],
    ['splits in a word', 'train', 'the text "train"'],
    ['splits in a list', ['train'], '[the text "train"]'],
  ])('is refused with %s', async (_what, wrongSplits, message) => {
    expect(await refused(datasetOf({}, {}, 'test', { splits: wrongSplits }))).toContain(message);
  });
  it('is refused where images vary and nothing tells their sizes, or pixels are of another size', async () => {
    const varies = { size: 'varies' };
    expect(await refused(datasetOf(varies, {}))).toContain('no function `shapes`');
    const shapes = async (indices: Int32Array) => new Int32Array(indices.length);
    const split = { train: { ...(await open({ shapes })) } };
    const { splits } = await opened(datasetOf(varies, {}, '', { splits: split }));
    await expect(splits['train']!.shapes!(Int32Array.of(0, 1))).rejects.toThrow(
      'an Int32Array of 4 whole numbers from 1',
    );
    expect(await refused(datasetOf({}, { pixels: new Uint8Array(47) }))).toContain('of 48 bytes');
    expect(await refused(datasetOf({}, { pixels: [1, 2] }))).toContain('`pixels` are [1, 2]');
  });
  it('of several sizes is read at the size that is asked for', async () => {
    const sizes: unknown[] = [];
    const read = async (indices: Int32Array, size: unknown) => {
      sizes.push(size);
      return new Uint8Array(indices.length * 6).fill(9);
    };
    const shapes = async (indices: Int32Array) => new Int32Array(2 * indices.length).fill(5);
    const dataset = datasetOf({ size: 'varies' }, {}, '', {
      splits: { train: await open({ read, shapes }) },
    });
    const size = { height: 3, width: 2 };
    const { splits } = await openDataset('mine', dataset, noFiles, { batchSize: 8, size });
    expect(sizes).toEqual([size]);
    await splits['train']!.read(Int32Array.of(1), size, Int32Array.of(0, 0, 5, 5));
    expect(sizes).toHaveLength(2);
  });
  it('says that labels of a class need a number of classes', async () => {
    expect(await refused(datasetOf({ classes: undefined }))).toContain(
      'does not say how many classes there are. Set its `classes`',
    );
  });
  it('is refused in one sentence where a dataset is none', async () => {
    for (const none of [undefined, null, Promise.resolve({}), 'digits', 7])
      expect(await refused(none as never)).toContain('The dataset "mine" is ');
  });

  const throwing: readonly (readonly [what: string, thrown: unknown, message: string])[] = [
    ['an error', new Error('ENOENT: no such file, open test.bin'), 'opened: ENOENT: no such file'],
    ['an error of several lines', new Error('first\nsecond'), 'opened: first'],
    ['text', 'away', 'opened: away.'],
    ['nothing', undefined, 'opened: undefined'],
    [
      'an InputError of its own',
      new InputError('test.bin is cut short.'),
      'test.bin is cut short.',
    ],
  ];
  it.each(throwing)('that throws %s is named', async (_what, thrown, message) => {
    const thrower = async () => {
      throw thrown;
    };
    const found = await refused({ open: thrower });
    expect(found).toContain(message);
    if (thrown instanceof InputError) return;
    expect(found).toContain('The dataset "mine": it cannot be opened');
    for (const split of splits)
      expect(await refused(datasetOf({}, { read: thrower }, split))).toContain(
        `split "${split}": it cannot be read`,
      );
  });
  it('gives something else than a dataset or examples', async () => {
    for (const given of [undefined, null, 7, [], () => {}, {}]) {
      expect(await refused({ open: async () => given as never })).toContain('`open` gave');
      const wrong = datasetOf({}, {}, '', { splits: { train: given } });
      expect(await refused(wrong)).toContain('{ size, targets, read } was expected');
    }
  });
  it('is checked at every later read too', async () => {
    let reads = 0;
    const read = async (indices: Int32Array) =>
      new Uint8Array(indices.length * 4 - (reads++ ? 1 : 0)).fill(9);
    const test = (await opened(datasetOf({}, { read }))).splits['test']!;
    const size = { height: 2, width: 2 };
    await expect(test.read(Int32Array.of(3, 4), size)).rejects.toThrow('gave 7 bytes for 2 images');
    const dark = (
      await opened(
        datasetOf(
          {},
          {
            read: async (i: Int32Array) =>
              new Uint8Array(4 * i.length).fill(i.length === 8 ? 2 : 1),
          },
        ),
      )
    ).splits['test']!;
    expect(await dark.read(Int32Array.of(1), size)).toEqual(new Uint8Array(4).fill(1));
  });
});
