import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as core from '@codistill/core';
import * as engine from '@codistill/core/engine';
import { registry } from '@codistill/plugins';
import * as tf from '@tensorflow/tfjs-core';
import { root } from '../blocks.ts';

// Checks names in the text of a page: of plugins, exports, options, files, packages and variables.

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(root, file)));

const sources = tracked.filter(
  (file) =>
    (/\.(ts|mjs|js|cc|h|py|as|json|yaml)$/.test(file) || /^\.ci\/run$/.test(file)) &&
    !/pnpm-lock|golden\/.*\.json|^docs\/results|^tests\/inline/.test(file),
);
const text = sources
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .join('\n')
  .replace(/^\s*(\/\/|\/?\*).*$/gm, '');

/** Names that the sources declare or use as a key or member. */
const declared = new Set(
  [
    /\b(?:const|let|function|class|interface|type|enum)\s+([\w$]+)/g,
    /(?:^|[\s{,(])["']?([\w$]+)["']?\??\s*:/g,
    /(?:^|[\s{,.])([\w$]+)\(/g,
    /[{,]\s*([\w$]+)\s*(?=[,}=])/g,
  ].flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name!)),
);
/** The fields of exported interfaces, and the options of exported functions. */
const fields = new Set(
  [...text.matchAll(/\breadonly (\w+)\??:|\b(\w+)\?:/g)].map(([, a, b]) => (a ?? b)!),
);
/** Words in strings, whole and split: 'labels->a' contains 'labels'. */
const literals = new Set(
  [...text.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`\n]*)`/g)].flatMap(([, a, b, c]) => {
    const whole = a ?? b ?? c ?? '';
    return [whole, ...whole.split(/[\s/,:=()|[\]{}"'$]+/)];
  }),
);
const plugins = new Set(
  registry.list().flatMap(({ id, variants }) => [id, ...Object.keys(variants ?? {})]),
);
const folders = new Set(tracked.flatMap((file) => file.split('/').slice(0, -1)));
const packageNames = new Set(
  tracked
    .filter((file) => /(^|\/)package\.json$/.test(file))
    .flatMap((file) => {
      const manifest = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as {
        name: string;
        bin?: Readonly<Record<string, string>>;
        exports?: object;
        dependencies?: object;
        devDependencies?: object;
        peerDependencies?: object;
      };
      return [
        manifest.name,
        ...Object.keys(manifest.exports ?? {}).map((entry) => `${manifest.name}${entry.slice(1)}`),
        ...Object.keys(manifest.bin ?? {}),
        ...Object.keys({
          ...manifest.dependencies,
          ...manifest.devDependencies,
          ...manifest.peerDependencies,
        }),
      ];
    }),
);

/** The error of a name; undefined if the name is known. */
export function checkName(name: string): string | undefined {
  const wrong = `\`${name}\` names nothing that there is.`;
  if (plugins.has(name) || packageNames.has(name) || folders.has(name)) return undefined;
  if (/^(torch|tf\.function|np)\b/.test(name)) return undefined; // Python's.
  if (name.startsWith('tf.')) return name.slice(3) in tf ? undefined : wrong;
  if (name.startsWith('@')) return wrong;
  if (/^[A-Z][A-Z0-9_]+$/.test(name))
    return literals.has(name) || declared.has(name) ? undefined : wrong;
  if (/^[\w$]+(\.[\w$]+)*$/.test(name))
    return name.split('.').every((part) => declared.has(part) || literals.has(part))
      ? undefined
      : wrong;
  return literals.has(name) ? undefined : wrong;
}

/**
 * Checks that a path exists in the repository, relative to the page or to any package, or that a
 * run writes it.
 */
export function checkPath(given: string, page: string): string | undefined {
  const wanted = given.replace(/^\.\//, '').replace(/\/$/, '');
  const pattern = new RegExp(
    `(^|/)${wanted.replace(/[.+^$()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}($|/)`,
  );
  if (existsSync(path.join(root, path.dirname(page), wanted))) return undefined;
  if (tracked.some((file) => pattern.test(file))) return undefined;
  // A path that a run writes, or that is in a dataset's folder: the sources contain its last part.
  const last = wanted.split('/').at(-1)!.replace(/^\*/, '');
  const isCode = /\.(ts|mjs|cc|py)$/.test(last);
  const known = literals.has(last) || (!isCode && last !== '' && text.includes(last));
  return known ? undefined : `\`${given}\` is no file that there is.`;
}

/** Checks that keys and values of an object belong to an experiment, a plugin or a contract. */
export function checkObject(given: string): string | undefined {
  let object: Readonly<Record<string, unknown>>;
  try {
    object = evaluated(given);
  } catch (error) {
    return `\`${given}\` cannot be read as an object: ${(error as Error).message}`;
  }
  return checkFields(object, given);
}

const free = Symbol('stands for a value');

/** The object, with `free` as the values of free names. */
function evaluated(given: string): Readonly<Record<string, unknown>> {
  const body = given.startsWith('{') ? given : `{ ${given} }`;
  const names = [...body.matchAll(/[A-Za-z_$][\w$]*/g)].map(([name]) => name);
  const unique = [...new Set(names)].filter((name) => !/^(true|false|null)$/.test(name));
  return new Function(...unique, `return (${body});`)(...unique.map(() => free)) as never;
}

function checkFields(object: Readonly<Record<string, unknown>>, given: string): string | undefined {
  if (typeof object['use'] === 'string') return checkUse(object as core.Use & object, given);
  for (const [key, value] of Object.entries(object)) {
    if (key.startsWith('$')) continue;
    const complaint = checkField(key, value, given);
    if (complaint) return complaint;
  }
  return undefined;
}

const hasFree = (value: unknown): boolean =>
  value === free ||
  (typeof value === 'object' && value !== null && Object.values(value).some(hasFree));

function checkField(key: string, value: unknown, given: string): string | undefined {
  const schemas = [
    ...(Object.hasOwn(engine.experimentSchema.shape, key)
      ? [engine.experimentSchema.shape[key as 'dataset']]
      : []),
    ...registry
      .list()
      .filter(({ options }) => Object.hasOwn(options.shape, key))
      .map(({ options }) => options.shape[key] as typeof engine.experimentSchema.shape.dataset),
  ];
  if (schemas.length === 0)
    return fields.has(key) ? undefined : `\`${given}\` has "${key}", which is no option or field.`;
  if (hasFree(value) || schemas.some((schema) => schema.safeParse(value).success)) return undefined;
  return declaredElsewhere(key, value)
    ? undefined
    : `\`${given}\` gives "${key}" a value that no option and no field of that name takes.`;
}

/** Options of functions that are not plugins, such as engines: `device: 'cpu'`. */
const declaredElsewhere = (key: string, value: unknown) =>
  typeof value === 'string' && new RegExp(`\\b${key}\\??: [^;\\n]*'${value}'`).test(text);

function checkUse(use: core.Use & object, given: string): string | undefined {
  if (hasFree(use)) return undefined;
  const name = core.nameOf(use);
  const kinds = registry
    .list()
    .filter(({ id, variants }) => id === name || name in (variants ?? {}))
    .map(({ kind }) => kind);
  if (kinds.length === 0) return `\`${given}\` uses "${name}", which is no plugin.`;
  const said = kinds.map((kind) => {
    try {
      registry.build(kind, use);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  });
  return said.includes(undefined) ? undefined : `\`${given}\`: ${said[0]}`;
}
