import type { Dataset, Registry, Use } from '@codistill/core';

/**
 * The same registry, except that equal uses of a dataset return one dataset, opened once. Every
 * method of a study trains on it.
 */
export function openingDataOnce(registry: Registry): Registry {
  const datasets = new Map<string, Dataset>();
  const datasetOf = (use: Use): Dataset => {
    const key = JSON.stringify(use);
    const made = datasets.get(key) ?? opensOnce(registry.build('dataset', use));
    datasets.set(key, made);
    return made;
  };
  const build: Registry['build'] = (kind, use) =>
    kind === 'dataset'
      ? // The compiler does not follow that a dataset is what this kind is built to.
        (datasetOf(use as Use) as never)
      : registry.build(kind, use);
  return { ...registry, build };
}

/**
 * The same dataset, except that it is opened once and stays open. A value that is not a dataset is
 * rejected when it is opened.
 */
function opensOnce(dataset: Dataset): Dataset {
  if (typeof dataset?.open !== 'function') return dataset;
  let opened: ReturnType<Dataset['open']> | undefined;
  return {
    async open(files, given) {
      opened ??= dataset.open(files, given);
      return { ...(await opened), close: async () => {} };
    },
  };
}
