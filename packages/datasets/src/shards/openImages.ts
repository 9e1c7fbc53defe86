import type { DatasetFacts, OpenDataset, Opening } from '@codistill/core';
import { sha256 } from '../bytes.ts';
import { decodedExamples, type EncodedImages } from '../encodedImages/encodedImages.ts';
import { type HowDecoded, lookAtShards } from './lookAtShards.ts';
import { imagesAt, type UsableImages, usableImages } from './usableImages.ts';

/** What an index of shards tells of a dataset. */
interface IndexedImages<S> {
  readonly facts: Omit<DatasetFacts, 'mean' | 'std'>;
  readonly splits: Readonly<Record<string, S>>;
  readonly fingerprint: string;
  /** Absent in a new index. A thread opens one that has it. */
  readonly seen?: Seen;
}

/** What is known after images were looked at. */
interface Seen {
  readonly moments: Pick<DatasetFacts, 'mean' | 'std'>;
  /** The images of splits of which some are left out. */
  readonly usable: Readonly<Record<string, UsableImages>>;
  readonly fingerprint: string;
}

/** The dataset of an index, whose splits have the images of `imagesOf`. */
export async function openImages<S>(
  indexed: IndexedImages<S>,
  imagesOf: (split: S) => EncodedImages,
  how: HowDecoded,
  given: Opening,
): Promise<OpenDataset> {
  const { decoder } = given;
  const { channels, exact } = how;
  const images = mapped(indexed.splits, imagesOf);
  const examplesOf = (all: typeof images) =>
    mapped(all, (some) => decodedExamples(some, { decoder, channels, exact }));
  const seen = indexed.seen ?? (await look());
  return {
    facts: { ...indexed.facts, ...seen.moments },
    splits: examplesOf(
      mapped(images, (some, name) =>
        seen.usable[name] ? imagesAt(some, seen.usable[name]) : some,
      ),
    ),
    fingerprint: seen.fingerprint,
    index: { ...indexed, seen },
  };

  async function look(): Promise<Seen> {
    const { fingerprint } = indexed;
    const { moments, bad } = await lookAtShards(examplesOf(images), how, fingerprint, given);
    if (Object.keys(bad).length === 0) return { moments, usable: {}, fingerprint };
    const without = new TextEncoder().encode(`${fingerprint} without ${JSON.stringify(bad)}`);
    return {
      moments,
      usable: mapped(bad, (positions, name) => usableImages(images[name]!, positions)),
      fingerprint: await sha256(without),
    };
  }
}

const mapped = <A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A, name: string) => B,
): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
