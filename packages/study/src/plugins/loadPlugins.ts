import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as core from '@codistill/core';
import { isInputError } from '@codistill/core';
import * as engine from '@codistill/core/engine';
import * as nn from '@codistill/nn';
import * as ours from '@codistill/plugins';
import * as tf from '@tensorflow/tfjs-core';
import { createJiti } from 'jiti';
import * as zod from 'zod';
import { readUserText } from '../config/textFile.ts';
import { missingPlugin, noPlugins } from '../errors.ts';
import { local } from '../launch/local.ts';

/** The launchers of this package. No worker thread needs them. */
const launchers: core.PluginModule = { plugins: [local] };

/** A user's module and the plugins in it. */
export interface LoadedModule {
  readonly file: string;
  readonly plugins: readonly core.Plugin[];
}

/** A registry, and the user's modules in it. */
export interface LoadedPlugins {
  readonly registry: core.Registry;
  readonly modules: readonly LoadedModule[];
}

/**
 * The registry of our plugins and those that `specs` name. A spec is a package, a folder or a file,
 * relative to `cwd`.
 * @throws InputError if a plugin cannot be loaded.
 */
export const loadRegistry = async (
  specs: readonly string[] = [],
  cwd = process.cwd(),
): Promise<core.Registry> => (await loadPlugins(specs, cwd)).registry;

/** The same registry, and the modules that `specs` name. @throws InputError like `loadRegistry`. */
export async function loadPlugins(specs: readonly string[], cwd: string): Promise<LoadedPlugins> {
  const modules: LoadedModule[] = [];
  for (const spec of specs) modules.push(await loadPlugin(spec, cwd));
  // Without the field `module`, views are made in the run's thread, with the same bits. In a worker
  // thread, a plugin's own copy of the core could be a different version.
  const theirs = modules.map(({ plugins }) => ({ plugins }));
  return { registry: core.createRegistry([...ours.modules, launchers, ...theirs]), modules };
}

/**
 * What `import` of our own packages returns to a plugin, wherever it lies: the same copies that
 * train. Two copies of tfjs-core would have two engines.
 */
const shared = {
  '@codistill/core/engine': engine,
  '@codistill/nn': nn,
  '@tensorflow/tfjs-core': tf,
  zod,
  '@codistill/plugins': ours,
  ...ours.exportsOf,
};

/** Imports a user's TypeScript or JavaScript module. */
export const importModule = (file: string): Promise<object> =>
  createJiti(pathToFileURL(file).href, {
    virtualModules: shared,
    fsCache: false,
    interopDefault: false,
  }).import(file);

async function loadPlugin(spec: string, cwd: string): Promise<LoadedModule> {
  // A symbolic link and its target are one module.
  const file = realpathSync(await entryOf(spec, cwd));
  let module: object;
  try {
    await readUserText(file);
    module = await importModule(file);
  } catch (error) {
    if (isInputError(error)) throw error;
    throw missingPlugin(spec, `${firstLine(error)}.`);
  }
  const plugins = core.pluginsOf(module);
  if (plugins.length === 0) throw noPlugins(spec);
  return { file, plugins };
}

const firstLine = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '');
const candidates = [
  'index.ts',
  'index.js',
  'index.mjs',
  'src/index.ts',
  'src/index.js',
  'dist/index.js',
];

/** The file to which a package name, a folder or a path resolves. */
async function entryOf(spec: string, cwd: string): Promise<string> {
  const where = path.resolve(cwd, spec);
  if (existsSync(where)) return statSync(where).isDirectory() ? entryOfFolder(where, spec) : where;
  if (/^[./]/.test(spec) || path.isAbsolute(spec))
    throw missingPlugin(spec, `${where} does not exist.`);
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const installed = path.join(folder, 'node_modules', spec);
    if (existsSync(installed)) return entryOfFolder(installed, spec);
    if (path.dirname(folder) === folder)
      throw missingPlugin(spec, `no node_modules from ${cwd} upwards holds it.`);
  }
}

async function entryOfFolder(folder: string, spec: string): Promise<string> {
  const described = await entriesOfManifest(path.join(folder, 'package.json'), spec);
  const found = [...described, ...candidates]
    .map((name) => path.join(folder, name))
    .find((file) => existsSync(file));
  if (!found)
    throw missingPlugin(spec, `${folder} has none of ${[...described, ...candidates].join(', ')}.`);
  return found;
}

/**
 * The entries of a package.json; none if there is no such file. @throws InputError if it is not
 * JSON.
 */
async function entriesOfManifest(file: string, spec: string): Promise<string[]> {
  if (!existsSync(file)) return [];
  const text = await readUserText(file);
  try {
    return entryOfPackage((JSON.parse(text) ?? {}) as { exports?: unknown; main?: string });
  } catch {
    throw missingPlugin(spec, `${file} is not JSON.`);
  }
}

/**
 * The files that a package.json may name as entry. Sources come first, because they need no build.
 */
function entryOfPackage({
  exports,
  main,
}: {
  readonly exports?: unknown;
  readonly main?: string;
}): string[] {
  const root =
    typeof exports === 'object' && exports !== null && '.' in exports ? exports['.'] : exports;
  const conditions = ['codistill-source', 'import', 'node', 'module', 'default'];
  const targets = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value !== 'object' || value === null) return [];
    return conditions.flatMap((condition) =>
      targets((value as Record<string, unknown>)[condition]),
    );
  };
  return [...targets(root), ...(main ? [main] : [])];
}
