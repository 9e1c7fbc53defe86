import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { environment } from '@codistill/node';
import type { LoadedModule } from './plugins/loadPlugins.ts';
import { moduleFiles } from './plugins/moduleFiles.ts';
import { type DataSource, isOfSome } from './run/dataSource.ts';
import type { EngineInfo } from './run/messages.ts';
import { version } from './version.ts';

/** A module with plugins of a user. */
export interface ModuleSource {
  /** 'strategy mine', with variants. */
  readonly plugins: readonly string[];
  /** SHA-256 of the module and of the local files that it imports, by path from the module's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** What the numbers of a run are made of besides its experiment. */
export interface Sources {
  /** Of codistill, and of the packages of the engine. */
  readonly versions: Readonly<Record<string, string>>;
  readonly modules: readonly ModuleSource[];
  /** Undefined where the data could not be read. */
  readonly data?: DataSource;
}

/** The modules of plugins as they are now. */
export const moduleSources = (modules: readonly LoadedModule[]): Promise<readonly ModuleSource[]> =>
  Promise.all(
    modules.map(async ({ file, plugins }) => {
      const files = await Promise.all(
        (await moduleFiles(file)).map(async (one) => {
          const digest = createHash('sha256')
            .update(await readFile(one))
            .digest('hex');
          return [
            path.relative(path.dirname(file), one).replaceAll(path.sep, '/'),
            digest,
          ] as const;
        }),
      );
      const names = plugins.flatMap(({ kind, id, variants }) =>
        [id, ...Object.keys(variants ?? {})].map((name) => `${kind} ${name}`),
      );
      return { plugins: names, files: Object.fromEntries(files) };
    }),
  );

/** The versions on which an engine's numbers depend. */
export function versionsOf(engine: EngineInfo['name']): Sources['versions'] {
  const tensorflow = engine === 'tensorflow' ? /tfjs-node/ : new RegExp(`tfjs-backend-${engine}$`);
  const found = Object.entries(environment().versions).filter(
    ([name]) => /tfjs-core$/.test(name) || tensorflow.test(name),
  );
  return { codistill: version(), ...Object.fromEntries(found) };
}

/** A short name for sources that are equal. */
export const sourcesId = (sources: Sources): string =>
  createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 12);

/** Something that is not as it was. */
export interface Change {
  /** 'the strategy "mine" (mine.js)'. */
  readonly what: string;
  /** The plugins' names where it is a module: it concerns the runs that use one of them. */
  readonly plugins?: readonly string[];
}

/** What differs of all that both have: a plugin that was not there before changes no earlier run. */
export function changesOf(before: Sources, now: Sources): readonly Change[] {
  const versions = Object.keys(before.versions)
    .filter((name) => name in now.versions && before.versions[name] !== now.versions[name])
    .map((name) => ({ what: `${name} (${before.versions[name]}, now ${now.versions[name]})` }));
  const modules = now.modules.flatMap((module) =>
    before.modules.flatMap((other) => {
      const plugins = module.plugins.filter((name) => other.plugins.includes(name));
      const files = changedKeys(other.files, module.files);
      if (plugins.length === 0 || files.length === 0) return [];
      const named = plugins.map((name) => name.replace(/ (.*)$/, ' "$1"')).join(', ');
      return [{ what: `the ${named} (${files.join(', ')})`, plugins }];
    }),
  );
  return [...versions, ...modules, ...dataChanges(before.data, now.data)];
}

function dataChanges(before: DataSource | undefined, now: DataSource | undefined): Change[] {
  if (!before || !now) return [];
  const files = changedKeys(before.files, now.files);
  const splits = Object.keys(now.splits).flatMap((use) =>
    before.splits[use]
      ? changedKeys(before.splits[use], now.splits[use]!).map((text) => [use, text])
      : [],
  );
  // A file may lie elsewhere, or be packed, with the same examples in it.
  const digests = ({ files: all }: DataSource) => Object.values(all).sort().join();
  const inFiles =
    Object.values(now.splits).flatMap(Object.values).some(isOfSome) &&
    digests(before) !== digests(now);
  const weights = Object.entries(now.weights ?? {})
    .filter(([file, digest]) => (before.weights?.[file] ?? digest) !== digest)
    .map(([file]) => ({ what: `the weights in ${file}` }));
  if (splits.length === 0 && !inFiles) return weights;
  const named = files.length > 0 ? files : splits.map(([use, text]) => `${use}: split ${text}`);
  return [
    ...weights,
    { what: `the data (${named.slice(0, 5).join(', ')}${named.length > 5 ? ', ...' : ''})` },
  ];
}

/** What changed: 'mine.js', 'lib.js added', 'old.js removed'. */
function changedKeys(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((key) => before[key] !== now[key])
    .map((key) => `${key}${!(key in now) ? ' removed' : !(key in before) ? ' added' : ''}`);
}
