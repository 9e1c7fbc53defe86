import * as backbones from '@codistill/backbones';
import { createRegistry, pluginsOf } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import * as strategies from '@codistill/strategies';
import * as methods from '../index.ts';

/** All plugins that the arms of methods use. */
export const registry = createRegistry(
  [backbones, datasets, optimizers, perturbations, strategies, methods].map((module) => ({
    plugins: pluginsOf(module),
  })),
);

/** The names of all methods and their variants. */
export const methodNames = registry
  .list('method')
  .flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]);
