import path from 'node:path';
import type { Experiment, NetworkSpec } from '@codistill/core';
import { isPath, relativeTo } from './relativePaths.ts';
import { weightsOf } from './run/weights.ts';
import { isWritten, type MethodEntry, type Study } from './study.ts';

// A study is moved as a folder, often together with its plugins and data. So its file holds
// relative paths. Earlier versions wrote absolute ones.

const mapped = <T extends { readonly study: Study }>(
  saved: T,
  map: (file: string) => string,
): T => ({
  ...saved,
  study: {
    ...saved.study,
    plugins: saved.study.plugins.map((spec) => (isPath(spec) ? map(spec) : spec)),
    ...(saved.study.data !== undefined && { data: map(saved.study.data) }),
  },
});

/** The study with paths relative to `folder`. */
export const withRelativePaths = <T extends { readonly study: Study }>(
  saved: T,
  folder: string,
): T => mapped(saved, (file) => relativeTo(folder, file));

/** The study with absolute paths. */
export const withAbsolutePaths = <T extends { readonly study: Study }>(
  saved: T,
  folder: string,
): T => mapped(saved, (file) => path.resolve(folder, file));

/**
 * The study with the paths of weight files, such as 'teacher.safetensors#b', relative to `folder`
 * instead of `cwd`. Experiments are stored with their runs and compared with them when a study
 * resumes, so these paths must not depend on `cwd`.
 */
export function withWeightsFrom(study: Study, cwd: string, folder: string): Study {
  const moved = (text: string) => {
    const [file = '', ...network] = text.split('#');
    return [relativeTo(folder, path.resolve(cwd, file)), ...network].join('#');
  };
  const withFile = (spec: NetworkSpec): NetworkSpec => {
    const weights = weightsOf(spec);
    if (typeof weights === 'string') return { ...spec, weights: moved(weights) } as NetworkSpec;
    const file = typeof weights === 'object' && 'file' in weights && weights;
    return file ? ({ ...spec, weights: { ...file, file: moved(file.file) } } as NetworkSpec) : spec;
  };
  const inNetworks = (networks: Experiment['networks']): Experiment['networks'] =>
    Object.fromEntries(Object.entries(networks).map(([id, spec]) => [id, withFile(spec)]));
  const inEntry = (entry: MethodEntry): MethodEntry =>
    isWritten(entry) && entry.networks ? { ...entry, networks: inNetworks(entry.networks) } : entry;
  return {
    ...study,
    base: { ...study.base, networks: inNetworks(study.base.networks) },
    methods: study.methods.map(({ id, entry }) => ({ id, entry: inEntry(entry) })),
  };
}
