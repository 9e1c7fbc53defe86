import { describe, expect, it } from 'vitest';
import type { Dataset, Examples } from '../contracts/data.ts';
import { InputError } from '../errors.ts';
import { noFiles } from './noFiles.ts';
import { openSplits } from './openSplits.ts';

const splits = ['train', 'test', 'query', 'gallery'];
const rightLabels = (size: number) => Array.from({ length: size }, (_, i) => i % 4);
/** Splits of 12 examples of four classes, 2x2x1, with `changes` applied to the split `in_`. */
function datasetOf(facts: object, changes: object = {}, in_ = 'test'): Dataset {
  const right = {
    size: 12,
    targets: { kind: 'class' as const, values: Int32Array.from(rightLabels(12)) },
    read: async (indices: Int32Array) => new Uint8Array(indices.length * 4).fill(200),
  };
  return {
    classes: 4,
    imageShape: [2, 2, 1],
    mean: [0.5],
    std: [0.2],
    splits,
    open: async (split: string) => (split === in_ ? { ...right, ...changes } : right),
    ...facts,
  } as Dataset;
}
const opened = (dataset: Dataset) => openSplits('mine', dataset, noFiles, 8);
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
  it('is opened once, in order, and read for the first batch', async () => {
    const calls: string[] = [];
    const dataset = datasetOf({
      open: async (split: string) => ({
        size: split === 'train' ? 12 : 5,
        targets: {
          kind: 'class' as const,
          values: Int32Array.from(rightLabels(split === 'train' ? 12 : 5)),
        },
        read: async (indices: Int32Array) => {
          calls.push(`${split}: ${indices.join()}`);
          return new Uint8Array(indices.length * 4).fill(9);
        },
      }),
    });
    expect([...(await opened(dataset)).keys()]).toEqual(splits);
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
    const { targets, attributes } = (await opened(dataset)).get('test')!;
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
      const { targets } = (await opened(datasetOf({}, rows(kind, bits)))).get('test')!;
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
    ['no channels', { imageShape: [2, 2] }, 'such as [28, 28, 1]'],
    ['a batch axis', { imageShape: [12, 2, 2, 1] }, 'imageShape: [12, 2, 2, 1]'],
    ['a side of 0', { imageShape: [2, 0, 1] }, 'imageShape: [2, 0, 1]'],
    ['no shape', { imageShape: undefined }, 'imageShape: undefined'],
    ['a mean of bytes', { mean: [125.3] }, 'divide by 255'],
    ['two means', { mean: [0.5, 0.5] }, 'a list of 1'],
    ['a mean that is none', { mean: [Number.NaN] }, 'mean: [NaN]'],
    ['a mean in place of a list', { mean: 0.5 }, 'mean: 0.5'],
    ['no deviation', { std: [0] }, 'above 0'],
    ['a deviation of bytes', { std: [63] }, 'divide by 255'],
    ['a negative deviation', { std: [-0.2] }, 'std: [-0.2]'],
    ['deviations of three', { std: [0.2, 0.2, 0.2] }, 'a list of 1'],
    ['no splits', { splits: [] }, "'train' among them"],
    ['no train', { splits: ['test'] }, "'train' among them"],
    ['a split twice', { splits: ['train', 'test', 'test'] }, 'different names'],
    ['an empty name', { splits: ['train', ''] }, 'different names'],
    ['splits in a word', { splits: 'train' }, 'the text "train"'],
    ['no function', { open: undefined }, 'the function `open`'],
  ];
  it.each(facts)('is not opened where the dataset has %s', async (_what, wrongFacts, message) => {
    let calls = 0;
    const counting = async () => {
      calls++;
      throw new Error('opened');
    };
    expect(await refused(datasetOf({ open: counting, ...wrongFacts }))).toContain(message);
    expect(calls).toBe(0);
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
    for (const split of splits) {
      const open = async (one: string) => {
        if (one === split) throw thrown;
        return (await datasetOf({}).open(one, noFiles)) as Examples;
      };
      const found = await refused(datasetOf({ open }));
      expect(found).toContain(message);
      if (!(thrown instanceof InputError)) expect(found).toContain(`split "${split}"`);
    }
  });
  it('gives something else than examples', async () => {
    for (const given of [undefined, null, 7, [], () => {}])
      expect(await refused(datasetOf({ open: async () => given }))).toContain('`open` gave');
  });
  it('is checked at every later read too', async () => {
    let reads = 0;
    const read = async (indices: Int32Array) =>
      new Uint8Array(indices.length * 4 - (reads++ ? 1 : 0)).fill(9);
    const test = (await opened(datasetOf({}, { read }))).get('test')!;
    await expect(test.read(Int32Array.of(3, 4))).rejects.toThrow('gave 7 bytes for 2 images');
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
    ).get('test')!;
    expect(await dark.read(Int32Array.of(1))).toEqual(new Uint8Array(4).fill(1));
  });
});
