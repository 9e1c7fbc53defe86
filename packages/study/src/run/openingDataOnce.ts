import type { Dataset, Registry, Use } from '@codistill/core';

/**
 * The same registry, except that equal uses of a dataset return one dataset, opened once. Every
 * method of a study trains on it. `close` closes them all.
 */
export function openingDataOnce(registry: Registry): {
  readonly registry: Registry;
  close(): Promise<void>;
} {
  const datasets = new Map<string, OpenedOnce>();
  const datasetOf = (use: Use): OpenedOnce => {
    const key = JSON.stringify(use);
    const made = datasets.get(key) ?? opensOnce(registry.build('dataset', use));
    datasets.set(key, made);
    return made;
  };
  const build: Registry['build'] = (kind, use) =>
    kind === 'dataset'
      ? // The compiler does not follow that a dataset is what this kind is built to.
        (datasetOf(use as Use).dataset as never)
      : registry.build(kind, use);
  const close = async () => {
    for (const dataset of datasets.values()) await dataset.close();
  };
  return { registry: { ...registry, build }, close };
}

/** A dataset that stays open from its first use on, until it is closed. */
interface OpenedOnce {
  readonly dataset: Dataset;
  close(): Promise<void>;
}

/**
 * The same dataset, except that it is opened once and stays open. A value that is not a dataset is
 * rejected when it is opened.
 */
function opensOnce(dataset: Dataset): OpenedOnce {
  if (typeof dataset?.open !== 'function') return { dataset, close: async () => {} };
  let opened: ReturnType<Dataset['open']> | undefined;
  return {
    dataset: {
      async open(files, given) {
        opened ??= dataset.open(files, given);
        return { ...(await opened), close: async () => {} };
      },
    },
    // What was not opened has nothing to close.
    close: async () => (await opened?.catch(() => undefined))?.close?.(),
  };
}
