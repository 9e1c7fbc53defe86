import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as backbones from '@codistill/backbones';
import { createRegistry, type PluginModule, pluginsOf, type Registry } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import * as methods from '@codistill/methods';
import * as observers from '@codistill/observers';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import * as strategies from '@codistill/strategies';

/** What our packages of plugins export, by the name of the package. */
export const exportsOf = {
  '@codistill/backbones': backbones,
  '@codistill/datasets': datasets,
  '@codistill/methods': methods,
  '@codistill/observers': observers,
  '@codistill/optimizers': optimizers,
  '@codistill/perturbations': perturbations,
  '@codistill/strategies': strategies,
} as const;

/** Where another thread imports a package from, which may not be able to resolve its name. */
const urlOf = (name: string) =>
  pathToFileURL(createRequire(import.meta.url).resolve(`${name}/package.json`)).href.replace(
    /package\.json$/,
    'dist/index.js',
  );

/** Our packages of plugins as modules of a registry, for one that holds others besides. */
export const modules: readonly PluginModule[] = Object.entries(exportsOf).map(([name, module]) => ({
  module: urlOf(name),
  plugins: pluginsOf(module),
}));

/**
 * The registry of all plugins of ours: strategies and methods, backbones, perturbations and their
 * schedules, optimizers and schedules, datasets and orders, observers.
 */
export const registry: Registry = createRegistry(modules);
