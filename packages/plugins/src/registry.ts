import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as backbones from '@codistill/backbones';
import * as core from '@codistill/core';
import { createRegistry, type PluginModule, pluginsOf, type Registry } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import * as launcherSlurm from '@codistill/launcher-slurm';
import * as methods from '@codistill/methods';
import * as observers from '@codistill/observers';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import * as strategies from '@codistill/strategies';
import * as tasks from '@codistill/tasks';
import * as trackerCsv from '@codistill/tracker-csv';
import * as trackerMlflow from '@codistill/tracker-mlflow';
import * as trackerTensorboard from '@codistill/tracker-tensorboard';

/** The exports of our packages with plugins, by package name. */
export const exportsOf = {
  '@codistill/backbones': backbones,
  '@codistill/core': core,
  '@codistill/datasets': datasets,
  '@codistill/launcher-slurm': launcherSlurm,
  '@codistill/methods': methods,
  '@codistill/observers': observers,
  '@codistill/optimizers': optimizers,
  '@codistill/perturbations': perturbations,
  '@codistill/strategies': strategies,
  '@codistill/tasks': tasks,
  '@codistill/tracker-csv': trackerCsv,
  '@codistill/tracker-mlflow': trackerMlflow,
  '@codistill/tracker-tensorboard': trackerTensorboard,
} as const;

/** The URL from which another thread can import a package, because it may not resolve the name. */
const urlOf = (name: string) =>
  pathToFileURL(createRequire(import.meta.url).resolve(`${name}/package.json`)).href.replace(
    /package\.json$/,
    'dist/index.js',
  );

/** Our plugin packages as modules of a registry, for a registry that has other plugins too. */
export const modules: readonly PluginModule[] = Object.entries(exportsOf).map(([name, module]) => ({
  module: urlOf(name),
  plugins: pluginsOf(module),
}));

/**
 * The registry of all our plugins: strategies, methods, backbones, perturbations and their
 * schedules, optimizers, schedules, datasets, orders, tasks, observers and launchers.
 */
export const registry: Registry = createRegistry(modules);
