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
  [strategies, backbones, perturbations, optimizers, datasets, observers].map((module) => ({ plugins: pluginsOf(module) })),
);

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const beside = path.join(root, '..', 'shared', 'data');

/** Of `CODISTILL_DATA`, or of the data that lies beside the repository. Undefined where it is not here. */
export function dataFiles(folder: string): Pick<RegistrySettings, 'files'> {
  const candidates = [process.env['CODISTILL_DATA'], path.join(beside, folder)].filter((found) => found !== undefined);
  const found = candidates.find((candidate) => existsSync(candidate) && (candidate.includes(folder) || !candidate.startsWith(beside)));
  return found === undefined ? {} : { files: folderFiles(found) };
}

/** On the engine that everyone has. */
export const settings: RegistrySettings = { runtime: wasm };
