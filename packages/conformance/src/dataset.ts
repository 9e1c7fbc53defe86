import { type Dataset, type Examples, type Files, InputError } from '@codistill/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { type FileSettings, named, type Options, type PluginOf, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { expectSameBits } from './tools/same.ts';

const noFiles: Files = {
  read: async (path) => {
    throw new InputError(`${path} does not exist.`);
  },
  write: async () => {},
  append: async () => {},
  list: async () => [],
};

/**
 * Tests of a dataset: facts, splits, labels in range, random access equal to sequential access, and
 * mean and standard deviation close to those of the data. A dataset that reads files is opened in
 * `settings.files`. If `files` is left out, such a dataset must throw an error that says so; the
 * other tests are skipped.
 */
export function describeDataset(plugin: PluginOf<'dataset'>, settings: FileSettings = {}): void {
  const subject = subjectOf(plugin, settings);
  const files = settings.files ?? noFiles;
  describe(`dataset ${plugin.id}`, () => {
    describeFacts('dataset', subject);

    it('says what is missing, where its files are', async () => {
      const dataset = subject.build();
      const error = await dataset.open(dataset.splits[0]!, noFiles).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error !== undefined) expect(error).toBeInstanceOf(InputError);
    });
    for (const set of subject.sets) {
      describe(named(set), () => {
        const dataset = subject.build(set);
        const opened = new Map<string, Examples>();
        beforeAll(async () => {
          for (const split of dataset.splits) {
            const examples = await dataset.open(split, files).catch((error: unknown) => {
              if (settings.files === undefined && error instanceof InputError) return undefined;
              throw error;
            });
            if (examples) opened.set(split, examples);
          }
        });

        it('states facts that fit each other', () => {
          expect(Number.isInteger(dataset.classes) && dataset.classes > 1).toBe(true);
          expect(dataset.imageShape.every((side) => Number.isInteger(side) && side > 0)).toBe(true);
          expect(dataset.mean).toHaveLength(dataset.imageShape[2]);
          expect(dataset.std).toHaveLength(dataset.imageShape[2]);
          expect(dataset.mean.every((mean) => mean >= 0 && mean <= 1)).toBe(true);
          expect(dataset.std.every((std) => std > 0 && std <= 1)).toBe(true);
          expect(dataset.splits).toContain('train');
          expect(new Set(dataset.splits).size).toBe(dataset.splits.length);
        });
        it('has labels in range, and every class in training', ({ skip }) => {
          if (opened.size === 0) skip('its files are not here');
          for (const { labels, size, attributes = {} } of opened.values()) {
            expect(labels).toBeInstanceOf(Int32Array);
            expect(labels).toHaveLength(size);
            expect(size).toBeGreaterThan(0);
            expect(labels.every((label) => label >= 0 && label < dataset.classes)).toBe(true);
            for (const values of Object.values(attributes)) expect(values).toHaveLength(size);
          }
          expect(new Set(opened.get('train')!.labels).size).toBe(dataset.classes);
        });
        it('reads any examples, in any order, like one by one', async ({ skip }) => {
          if (opened.size === 0) skip('its files are not here');
          const bytes = dataset.imageShape.reduce((a, b) => a * b, 1);
          for (const examples of opened.values()) {
            const { size } = examples;
            const chosen = Int32Array.from([
              size - 1,
              0,
              Math.floor(size / 2),
              0,
              Math.floor(size / 3),
            ]);
            const together = await examples.read(chosen);
            expect(together).toBeInstanceOf(Uint8Array);
            expect(together).toHaveLength(chosen.length * bytes);
            for (const [i, index] of chosen.entries())
              expectSameBits(
                together.subarray(i * bytes, (i + 1) * bytes),
                await examples.read(Int32Array.of(index)),
                `example ${index}`,
              );
            expect(await examples.read(new Int32Array())).toHaveLength(0);
          }
        });
        it('gives bytes that are the caller’s own, and the same when it is opened again', async ({
          skip,
        }) => {
          if (opened.size === 0) skip('its files are not here');
          const first = Int32Array.of(0, 1);
          for (const [split, examples] of opened) {
            const read = await examples.read(first);
            const copy = read.slice();
            read.fill(7);
            expectSameBits(await examples.read(first), copy, 'a second read');
            const again = await dataset.open(split, files);
            expectSameBits(again.labels, examples.labels, 'labels');
            expectSameBits(await again.read(first), copy, 'pixels');
          }
        });
        it('states the mean and deviation of its training pixels', async ({ skip }) => {
          if (opened.size === 0) skip('its files are not here');
          const { mean, std } = await momentsOf(opened.get('train')!, dataset);
          dataset.mean.forEach((stated, channel) => {
            expect(
              Math.abs(stated - mean[channel]!),
              `mean of channel ${channel}: ${mean[channel]}`,
            ).toBeLessThan(0.05);
            expect(dataset.std[channel]! / std[channel]!).toBeGreaterThan(0.6);
            expect(dataset.std[channel]! / std[channel]!).toBeLessThan(1.7);
          });
        });
      });
    }

    it('has no option without an effect', async () => {
      expect(
        await idleOptions(subject, (options) =>
          signatureOf(subject.build(options), files, settings.files !== undefined, options),
        ),
      ).toEqual([]);
    });
  });
}

/** The moments of up to 2,000 training examples, evenly spaced. */
async function momentsOf(
  examples: Examples,
  { imageShape }: Dataset,
): Promise<{ readonly mean: number[]; readonly std: number[] }> {
  const count = Math.min(2000, examples.size);
  const pixels = await examples.read(
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * examples.size) / count)),
  );
  const channels = imageShape[2];
  const [sum, square] = [new Array<number>(channels).fill(0), new Array<number>(channels).fill(0)];
  pixels.forEach((byte, i) => {
    sum[i % channels]! += byte / 255;
    square[i % channels]! += (byte / 255) ** 2;
  });
  const each = pixels.length / channels;
  const mean = sum.map((value) => value / each);
  return {
    mean,
    std: square.map((value, channel) => Math.sqrt(Math.max(0, value / each - mean[channel]! ** 2))),
  };
}

async function signatureOf(
  dataset: Dataset,
  files: Files,
  given: boolean,
  options: Options,
): Promise<unknown> {
  const { classes, imageShape, mean, std, splits } = dataset;
  const facts = { classes, imageShape, mean, std, splits };
  try {
    const parts = await Promise.all(
      splits.map(async (split) => {
        const examples = await dataset.open(split, files);
        const some = Int32Array.from({ length: Math.min(20, examples.size) }, (_, i) => i);
        return [
          examples.size,
          [...examples.labels.subarray(0, 200)],
          [...(await examples.read(some))],
        ];
      }),
    );
    return { facts, parts };
  } catch (error) {
    // Without the files nothing else can be observed, so the options stand for their effect.
    if (!given && error instanceof InputError) return { facts, options };
    throw error;
  }
}
