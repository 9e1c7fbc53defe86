import type { AnyPlugin, Files, Kind, Kinds, Registry, Runtime } from '@codistill/core';
import { createRegistry } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { parts } from './parts/parts.ts';

/** A plugin of one kind, of any name and options. */
export type PluginOf<K extends Kind> = AnyPlugin & { readonly kind: K };

/** What the tests of a plugin may be told; all of it may be left out. */
export interface Settings {
  /** Sets of options to test besides the defaults. */
  readonly options?: readonly Readonly<Record<string, unknown>>[];
  /** Options without which the plugin cannot be made, such as a user's own arrays. */
  readonly needs?: Readonly<Record<string, unknown>>;
  /** Values to try for an option, where its type alone does not tell. */
  readonly alternatives?: Readonly<Record<string, readonly unknown[]>>;
  /** Options whose effect these tests cannot see, such as seconds between writes. */
  readonly unseen?: readonly string[];
  /** The plugins that options may name. Default: this one alone. */
  readonly registry?: Registry;
  /** The engine. Default: the one in plain JavaScript. */
  readonly runtime?: () => Promise<Runtime>;
  /**
   * Leave out variants and the effects of options: what an engine adds to a plugin that was tested
   * whole on another. Default false.
   */
  readonly engineOnly?: boolean;
  /** How many tensors the engine holds. Default: TensorFlow.js's own count. */
  readonly tensors?: () => number;
}

/** Settings of a plugin whose data lies in files. */
export interface FileSettings extends Settings {
  /** The folder of the data. Default: an empty one. */
  readonly files?: Files;
}

export type Options = Readonly<Record<string, unknown>>;

/** A plugin with what the tests need to build it. */
export interface Subject<K extends Kind> {
  readonly plugin: PluginOf<K>;
  readonly settings: Settings;
  /** The plugins of the settings, this one, and the small parts of the tests. */
  readonly registry: Registry;
  /** Default options, then those of the settings, each with what the plugin needs. */
  readonly sets: readonly Options[];
  build(options?: Options): Kinds[K];
}

export function subjectOf<K extends Kind>(plugin: PluginOf<K>, settings: Settings): Subject<K> {
  const isThis = ({ kind, id }: AnyPlugin) => kind === plugin.kind && id === plugin.id;
  const others = (settings.registry?.list() ?? []).filter((other) => !isThis(other));
  const missing = (parts as readonly AnyPlugin[]).filter(
    (part) => !isThis(part) && !others.some(({ kind, id }) => kind === part.kind && id === part.id),
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

/** How a set of options is called in a test's name. */
export const named = (options: Options): string =>
  Object.keys(options).length === 0 ? 'with its defaults' : `with ${inspect(options)}`;

const inspect = (options: Options) => {
  const text = JSON.stringify(options, (_, value: unknown) =>
    typeof value === 'function' ? '(code)' : ArrayBuffer.isView(value) ? '(array)' : value,
  );
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
};
