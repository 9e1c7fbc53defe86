import * as backbones from '@codistill/backbones';
import type { RegistrySettings } from '@codistill/conformance';
import { createRegistry, pluginsOf } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import * as methods from '@codistill/methods';
import * as observers from '@codistill/observers';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import { wasm } from '@codistill/runtime-wasm';
import * as strategies from '@codistill/strategies';

/** All our plugins. A new plugin is tested once it is exported. */
export const registry = createRegistry(
  [strategies, methods, backbones, perturbations, optimizers, datasets, observers].map(
    (module) => ({
      plugins: pluginsOf(module),
    }),
  ),
);

/** The tests use the engine that is always installed. */
export const settings: RegistrySettings = { runtime: wasm };
