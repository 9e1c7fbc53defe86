import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { environment } from '@codistill/node';
import type { LoadedModule } from './plugins/loadPlugins.ts';
import { moduleFiles } from './plugins/moduleFiles.ts';
import { type DataSource, isOfSome } from './run/dataSource.ts';
import type { EngineInfo } from './run/messages.ts';
import { version } from './version.ts';

/** A user's module with plugins. */
export interface ModuleSource {
  /** 'strategy mine', including variants. */
  readonly plugins: readonly string[];
  /**
   * SHA-256 of the module and the local files that it imports, by path from the module's folder.
   */
  readonly files: Readonly<Record<string, string>>;
}

/** What determines the numbers of a run besides its experiment. */
export interface Sources {
  /** Versions of codistill and of the engine's packages. */
  readonly versions: Readonly<Record<string, string>>;
  readonly modules: readonly ModuleSource[];
  /** Undefined if the data could not be read. */
  readonly data?: DataSource;
}

/** The current state of the modules of plugins. */
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

/** A short id that is equal for equal sources. */
export const sourcesId = (sources: Sources): string =>
  createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 12);

/** A difference from an earlier state. */
export interface Change {
  /** 'the strategy "mine" (mine.js)'. */
  readonly what: string;
  /**
   * The names of the plugins if a module changed. The change affects the runs that use one of them.
   */
  readonly plugins?: readonly string[];
}

/** The differences in what both have. A plugin that did not exist before changes no earlier run. */
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
  // A file may have moved, or be gzipped, and hold the same examples.
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

/** The changed keys: 'mine.js', 'lib.js added', 'old.js removed'. */
function changedKeys(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((key) => before[key] !== now[key])
    .map((key) => `${key}${!(key in now) ? ' removed' : !(key in before) ? ' added' : ''}`);
}
