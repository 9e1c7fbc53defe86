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
 * The same dataset, except that it opens each split once. A value that is not a dataset is rejected
 * when it is opened.
 */
function opensOnce(dataset: Dataset): Dataset {
  if (typeof dataset?.open !== 'function') return dataset;
  const opened = new Map<string, ReturnType<Dataset['open']>>();
  const open: Dataset['open'] = (split, files) => {
    const found = opened.get(split) ?? dataset.open(split, files);
    opened.set(split, found);
    return found;
  };
  return Object.assign(Object.create(dataset) as Dataset, { open });
}
