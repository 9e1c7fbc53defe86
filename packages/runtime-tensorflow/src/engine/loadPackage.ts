/** The parts of tfjs-node(-gpu) that are used here. */
export interface TfjsNode {
  readonly version: { readonly 'tfjs-node': string };
  backend(): unknown;
}

/**
 * Loads the package `name` with the addon at `addon` instead of its own, without changing files on
 * disk. Node 22 warns about functions of `util` that the package calls; Node 23 lacks them. The
 * function must be self-contained, because the installer's check runs its source text in a fresh
 * process.
 */
export function loadPackage(require: NodeJS.Require, name: string, addon: string): TfjsNode {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] = (value: unknown) => value === null || value === undefined;
  util['isArray'] = Array.isArray;
  util['isString'] = (value: unknown) => typeof value === 'string';
  util['isObject'] = (value: unknown) => value !== null && typeof value === 'object';
  util['isFunction'] = (value: unknown) => typeof value === 'function';
  // The package asks node-pre-gyp for the path of its addon. This load answers instead.
  const Module = require('node:module') as unknown as {
    new (id: string): { exports: unknown; loaded: boolean };
    readonly _cache: Record<string, unknown>;
    createRequire(from: string): NodeJS.Require;
  };
  const asked = Module.createRequire(require.resolve(`${name}/package.json`)).resolve(
    '@mapbox/node-pre-gyp',
  );
  const before = Module._cache[asked];
  const answer = new Module(asked);
  answer.exports = { find: () => addon };
  answer.loaded = true;
  Module._cache[asked] = answer;
  try {
    return require(name) as TfjsNode;
  } finally {
    if (before === undefined) delete Module._cache[asked];
    else Module._cache[asked] = before;
  }
}
