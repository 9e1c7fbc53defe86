import type { AnyPlugin, Decoder, Files, Kind, Kinds, Registry, Runtime } from '@codistill/core';
import { createRegistry } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { smallPlugins } from './smallPlugins/smallPlugins.ts';

/** A plugin of one kind, with any name and options. */
export type PluginOf<K extends Kind> = AnyPlugin & { readonly kind: K };

/** Settings for the tests of a plugin; all are optional. */
export interface Settings {
  /** Sets of options to test besides the defaults. */
  readonly options?: readonly Readonly<Record<string, unknown>>[];
  /** Options that the plugin requires, such as a user's own arrays. */
  readonly needs?: Readonly<Record<string, unknown>>;
  /** Values to try for an option, if its type does not suggest any. */
  readonly alternatives?: Readonly<Record<string, readonly unknown[]>>;
  /** Options whose effect these tests cannot observe, such as seconds between writes. */
  readonly unseen?: readonly string[];
  /** The plugins that options may name. Default: only the plugin under test. */
  readonly registry?: Registry;
  /** Starts the engine. Default: the one in plain JavaScript. */
  readonly runtime?: () => Promise<Runtime>;
  /**
   * Leaves out variants and effects of options: for plugins that were fully tested on another
   * engine. Default false.
   */
  readonly engineOnly?: boolean;
  /** The number of tensors on the engine. Default: the count of TensorFlow.js. */
  readonly tensors?: () => number;
}

/** Settings of a plugin that reads files. */
export interface FileSettings extends Settings {
  /** The data folder. Default: an empty one. */
  readonly files?: Files;
  /** Decodes the images of datasets that have image files. Default: none. */
  readonly decoder?: Decoder;
}

export type Options = Readonly<Record<string, unknown>>;

/** A plugin with everything that the tests need to build it. */
export interface Subject<K extends Kind> {
  readonly plugin: PluginOf<K>;
  readonly settings: Settings;
  /** The plugins of the settings, the plugin under test, and the small plugins of the tests. */
  readonly registry: Registry;
  /** The default options, then those of the settings, each with the required options. */
  readonly sets: readonly Options[];
  build(options?: Options): Kinds[K];
}

export function subjectOf<K extends Kind>(plugin: PluginOf<K>, settings: Settings): Subject<K> {
  const isThis = ({ kind, id }: AnyPlugin) => kind === plugin.kind && id === plugin.id;
  const others = (settings.registry?.list() ?? []).filter((other) => !isThis(other));
  const missing = (smallPlugins as readonly AnyPlugin[]).filter(
    (small) =>
      !isThis(small) && !others.some(({ kind, id }) => kind === small.kind && id === small.id),
  );
  const registry = createRegistry([
    { plugins: [...others, ...missing, plugin as AnyPlugin] },
  ]) as Registry;
  const needs = settings.needs ?? {};
  return {
    plugin,
    settings,
    registry,
    sets: [{}, ...(settings.options ?? [])].map((set) => ({ ...needs, ...set })),
    build: (options = {}) =>
      registry.build(plugin.kind, { use: plugin.id, ...needs, ...options }) as Kinds[K],
  };
}

export const startRuntime = ({ runtime = cpu }: Settings): Promise<Runtime> => runtime();
export const countTensors = ({ tensors }: Settings): number =>
  tensors?.() ?? tf.memory().numTensors;

/** The name of a set of options in the name of a test. */
export const named = (options: Options): string =>
  Object.keys(options).length === 0 ? 'with its defaults' : `with ${inspect(options)}`;

const inspect = (options: Options) => {
  const text = JSON.stringify(options, (_, value: unknown) =>
    typeof value === 'function' ? '(code)' : ArrayBuffer.isView(value) ? '(array)' : value,
  );
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
};
