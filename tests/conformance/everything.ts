import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as backbones from '@codistill/backbones';
import type { RegistrySettings } from '@codistill/conformance';
import { createRegistry, pluginsOf } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import { folderFiles } from '@codistill/node';
import * as observers from '@codistill/observers';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import { wasm } from '@codistill/runtime-wasm';
import * as strategies from '@codistill/strategies';

/** Every plugin of ours: a new one is tested by being exported. */
export const registry = createRegistry(
  [strategies, backbones, perturbations, optimizers, datasets, observers].map((module) => ({
    plugins: pluginsOf(module),
  })),
);

/** On the engine that everyone has. */
export const settings: RegistrySettings = { runtime: wasm };

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * The data folder, `CODISTILL_DATA` or the one beside the repository, where it holds one of
 * `names`: those datasets' tests read it. Else they say what they skip.
 */
export function dataWith(...names: readonly string[]): Pick<RegistrySettings, 'files'> {
  for (const folder of [process.env['CODISTILL_DATA'], path.join(root, '..', 'shared', 'data')])
    if (folder !== undefined && names.some((name) => existsSync(path.join(folder, name))))
      return { files: folderFiles(folder) };
  return {};
}
