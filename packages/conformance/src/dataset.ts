import { InputError, noDecoder, noFiles } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { openedDataset } from './dataset/opened.ts';
import { describePixelMoments } from './dataset/pixelMoments.ts';
import { describeReading } from './dataset/reading.ts';
import { signatureOf } from './dataset/signature.ts';
import { describeStatedFacts } from './dataset/statedFacts.ts';
import { describeFacts } from './facts.ts';
import { type FileSettings, named, type PluginOf, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';

/**
 * Tests of a dataset: facts, splits, labels in range, random access equal to sequential access,
 * boxes of images, the same examples when it is opened again or from its index, and mean and
 * standard deviation close to those of the data. A dataset that reads files is opened in
 * `settings.files`, with `settings.decoder` if it decodes images. If `files` is left out, such a
 * dataset must throw an error that says so; the other tests are skipped.
 */
export function describeDataset(plugin: PluginOf<'dataset'>, settings: FileSettings = {}): void {
  const subject = subjectOf(plugin, settings);
  const place = {
    files: settings.files ?? noFiles,
    decoder: settings.decoder ?? noDecoder,
    given: settings.files !== undefined,
  };
  describe(`dataset ${plugin.id}`, () => {
    describeFacts('dataset', subject);

    it('says what is missing, where its files are', async () => {
      const error = await subject
        .build()
        .open(noFiles, { decoder: noDecoder })
        .then(
          (open) => open.close?.(),
          (reason: unknown) => reason,
        );
      if (error !== undefined) expect(error).toBeInstanceOf(InputError);
    });
    for (const set of subject.sets) {
      describe(named(set), () => {
        const dataset = subject.build(set);
        const opened = openedDataset(dataset, place);
        describeStatedFacts(opened);
        describeReading(dataset, place, opened);
        describePixelMoments(opened);
      });
    }

    it('has no option without an effect', async () => {
      expect(
        await idleOptions(subject, (options) =>
          signatureOf(subject.build(options), place, options),
        ),
      ).toEqual([]);
    });
  });
}
