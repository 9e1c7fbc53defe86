import {
  type Dataset,
  type Decoder,
  type Files,
  type ImageSize,
  InputError,
  type OpenDataset,
} from '@codistill/core';
import { afterAll, beforeAll } from 'vitest';

/** Where a dataset is opened, and with what. */
export interface DatasetPlace {
  readonly files: Files;
  readonly decoder: Decoder;
  /** Whether the files were given, so that missing ones are an error. */
  readonly given: boolean;
}

/** The reason for skipping a test of a dataset whose files are missing. */
export const skipReason = 'its files are not here';

/**
 * A function that gives the opened dataset while the tests run; undefined if its files are missing,
 * unless they were `given`.
 */
export function openedDataset(
  dataset: Dataset,
  place: DatasetPlace,
): () => OpenDataset | undefined {
  let open: OpenDataset | undefined;
  beforeAll(async () => {
    open = await openedIn(dataset, place);
  });
  afterAll(() => open?.close?.());
  return () => open;
}

/** The opened dataset; undefined if its files are missing and were not `given`. */
export const openedIn = (
  dataset: Dataset,
  { files, decoder, given }: DatasetPlace,
  index?: unknown,
): Promise<OpenDataset | undefined> =>
  dataset
    .open(files, { decoder, ...(index !== undefined && { index }) })
    .catch((error: unknown) => {
      if (!given && error instanceof InputError) return undefined;
      throw error;
    });

/** The size at which the tests read images. */
export const readSize = ({ facts }: OpenDataset): ImageSize =>
  facts.size === 'varies' ? { height: 16, width: 16 } : facts.size;
