import type { DatasetFacts, OpenDataset, Opening } from '@codistill/core';
import { decodedExamples, type EncodedImages } from '../encodedImages/encodedImages.ts';
import { momentsOf } from './momentsOf.ts';

/** What an index of shards tells of a dataset. */
interface IndexedImages<S> {
  readonly facts: Omit<DatasetFacts, 'mean' | 'std'>;
  readonly splits: Readonly<Record<string, S>>;
  readonly fingerprint: string;
  /** Absent in a new index. A thread opens one that has them. */
  readonly moments?: Pick<DatasetFacts, 'mean' | 'std'>;
}

/** The dataset of an index, whose splits have the images of `imagesOf`. */
export async function openImages<S>(
  indexed: IndexedImages<S>,
  imagesOf: (split: S) => EncodedImages,
  { channels, exact }: { readonly channels: number; readonly exact: boolean },
  given: Opening,
): Promise<OpenDataset> {
  const { facts, fingerprint } = indexed;
  const { decoder } = given;
  const splits = Object.fromEntries(
    Object.entries(indexed.splits).map(([name, split]) => [
      name,
      decodedExamples(imagesOf(split), { decoder, channels, exact }),
    ]),
  );
  const moments =
    indexed.moments ?? (await momentsOf(splits, { channels, exact }, fingerprint, given));
  return {
    facts: { ...facts, ...moments },
    splits,
    fingerprint,
    index: { ...indexed, moments },
  };
}
