import type { AnyPlugin, Kind, Registry } from '@codistill/core';
import { countParameters, nestedKind } from '@codistill/core/engine';
import { cpu } from '@codistill/runtime-cpu';
import { failing, loadRegistry } from '@codistill/study';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { wrongFlag } from '../errors.ts';
import { exitCodes } from '../exit.ts';
import { plainTable } from '../screen/comparisonTable.ts';
import {
  command,
  jsonArg,
  oneOf,
  pluginArg,
  print,
  printJson,
  valuesOf,
  wholeNumber,
} from './command.ts';

/** The kinds of plugins, by their names on the command line. */
export const kinds: Readonly<Record<string, Kind>> = {
  methods: 'method',
  strategies: 'strategy',
  lessons: 'lesson',
  backbones: 'backbone',
  perturbations: 'perturbation',
  'perturbation-schedules': 'perturbationSchedule',
  datasets: 'dataset',
  tasks: 'task',
  orders: 'order',
  framings: 'framing',
  optimizers: 'optimizer',
  schedules: 'schedule',
  observers: 'observer',
  runtimes: 'runtime',
  launchers: 'launcher',
};

export const list = command({
  name: 'list',
  about: 'List plugins, with their options, defaults and sources',
  examples: [
    ['codistill list', 'everything, one line each'],
    ['codistill list strategies', 'with options'],
    ['codistill list backbones --classes 100', 'with parameter counts'],
    ['codistill list strategies --json', 'as JSON'],
  ],
  args: {
    kind: {
      type: 'positional',
      required: false,
      description: `One of ${Object.keys(kinds).join(', ')}; default all.`,
    },
    classes: {
      type: 'string',
      valueHint: 'N',
      description: 'Number of classes for the parameter counts of backbones; default 100.',
    },
    ...pluginArg,
    ...jsonArg,
  },
  async run(given, raw) {
    const registry = await loadRegistry(valuesOf('plugin', raw));
    const singular = Object.entries(kinds).find(
      ([name, kind]) => name === given.kind || kind === given.kind,
    )?.[0];
    const wanted =
      given.kind === undefined
        ? undefined
        : (singular ?? oneOf('kind', given.kind, Object.keys(kinds)));
    const classes = wholeNumber('classes', given.classes, 2) ?? 100;
    if (given.classes !== undefined && wanted !== 'backbones')
      throw wrongFlag('classes', given.classes, 'the kind "backbones" beside it');
    const { data, text } =
      wanted === 'backbones'
        ? await backbonesListing(registry, classes)
        : wanted === undefined
          ? everything(registry)
          : listingOf(registry, wanted);
    if (given.json) printJson(data);
    else print(text);
    return exitCodes.ok;
  },
});

/** A list as data and as text. */
interface Listing {
  readonly data: unknown;
  readonly text: string;
}

/** All plugins: with their options as data, and one line for each as text. */
export const everything = (registry: Registry): Listing => ({
  data: Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, registry.list(kind).map(describe)]),
  ),
  text: Object.entries(kinds)
    .filter(([, kind]) => registry.list(kind).length > 0)
    .map(([name, kind]) => {
      const lines = registry.list(kind).map((one) => `  ${names(one).join(', ')}: ${one.about}`);
      return `${name}\n${lines.join('\n')}\n`;
    })
    .join('\n'),
});

/** What comes with codistill beside plugins, by the plural name of the kind. */
const beside: Readonly<Record<string, string>> = {
  runtimes: ' tensorflow, wasm and cpu come with codistill.',
};

/** The plugins of a kind, given by its plural name, with their options. */
export const listingOf = (registry: Registry, name: string): Listing => {
  const plugins = registry.list(kinds[name]!);
  return {
    data: plugins.map(describe),
    text:
      plugins.length === 0
        ? `No plugin is of this kind. A package brings one by --plugin PACKAGE.${beside[name] ?? ''}\n`
        : plugins.map((plugin) => `${inFull(plugin)}\n`).join('\n'),
  };
};

const names = ({ id, variants }: AnyPlugin) => [id, ...Object.keys(variants ?? {})];

interface OptionDescription {
  readonly type: string;
  readonly default?: unknown;
  readonly about?: string;
}

/** The options of a plugin: type in words, default, and description. */
function optionsOf({ options }: AnyPlugin): Record<string, OptionDescription> {
  return Object.fromEntries(
    Object.entries(options.shape as Record<string, z.ZodType>).map(([name, schema]) => {
      const { inner, about, value } = unwrapped(schema);
      return [
        name,
        {
          type: typeText(schema, jsonSchemaOf(inner)),
          ...(isData(value) && { default: value }),
          ...(about && { about }),
        },
      ];
    }),
  );
}

/** The schema of an option without its default, which may be code, and its description. */
function unwrapped(schema: z.ZodType): {
  readonly inner: z.ZodType;
  readonly about?: string;
  readonly value?: unknown;
} {
  const def = schema._zod.def as { innerType?: z.ZodType; defaultValue?: unknown };
  const about = schema.description;
  if (!def.innerType) return { inner: schema, ...(about && { about }) };
  return {
    ...unwrapped(def.innerType),
    ...('defaultValue' in def && { value: def.defaultValue }),
    ...(about && { about }),
  };
}

/**
 * The JSON schema of a type; empty for a type that JSON cannot express, such as a class or a
 * bigint.
 */
function jsonSchemaOf(schema: z.ZodType): object {
  try {
    return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  } catch {
    return {};
  }
}

/** Whether a default can be written as data. */
function isData(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isData);
  if (typeof value === 'object' && value !== null)
    return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isData);
  return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

function typeText(schema: z.ZodType, json: object): string {
  const nested = nestedKind(schema);
  const {
    type,
    enum: values,
    anyOf,
    const: only,
  } = json as {
    type?: string;
    enum?: readonly unknown[];
    anyOf?: readonly object[];
    const?: unknown;
  };
  const plain = values
    ? values.map((value) => JSON.stringify(value)).join(' | ')
    : only !== undefined
      ? JSON.stringify(only)
      : anyOf
        ? [
            ...new Set(
              anyOf.map(
                (one) => ('properties' in one ? 'a plugin' : (one as { type?: string }).type) ?? '',
              ),
            ),
          ]
            .filter((one) => one !== '')
            .join(' | ')
        : (type ?? '');
  const plugin = nested ? (nested.list ? `${nested.kind}s` : nested.kind) : '';
  return [plain, plugin].filter((part) => part !== '').join(' | ') || 'any';
}

const describe = (plugin: AnyPlugin) => ({
  id: plugin.id,
  about: plugin.about,
  ...(plugin.source && { source: plugin.source }),
  options: optionsOf(plugin),
  ...(plugin.variants && { variants: plugin.variants }),
});

function inFull(plugin: AnyPlugin): string {
  const options = Object.entries(optionsOf(plugin)).map(
    ([name, { type, default: value, about }]) =>
      `    ${name}: ${type}${value === undefined ? '' : `, default ${JSON.stringify(value)}`}${about ? `. ${about}` : ''}`,
  );
  const variants = Object.entries(plugin.variants ?? {}).map(
    ([name, setting]) => `    ${name} = ${JSON.stringify(setting)}`,
  );
  return [
    `${plugin.id}: ${plugin.about}`,
    ...(plugin.source ? [`  Source: ${plugin.source}`] : []),
    ...(options.length > 0 ? ['  Options:', ...options] : []),
    ...(variants.length > 0 ? ['  Variants:', ...variants] : []),
  ].join('\n');
}

/** Sides of images: a backbone that rejects one is counted at the next. */
const sides = [32, 299];

function parametersOf(
  registry: Registry,
  id: string,
  classes: number,
  [side, ...larger] = sides,
): number {
  try {
    return countParameters(registry.build('backbone', id), [side!, side!, 3], classes);
  } catch (error) {
    if (larger.length > 0) return parametersOf(registry, id, classes, larger);
    throw failing(`The backbone "${id}"`, error);
  }
}

/**
 * All backbones and variants, with their numbers of parameters at 32x32x3, or at 299x299x3 for
 * those that need larger images.
 */
export async function backbonesListing(registry: Registry, classes: number): Promise<Listing> {
  await cpu();
  tf.env().set('IS_TEST', false);
  const data = registry
    .list('backbone')
    .flatMap((plugin) =>
      names(plugin).map((id) => ({ id, parameters: parametersOf(registry, id, classes) })),
    );
  const table = plainTable(
    ['backbone', `parameters at ${classes} classes, 32x32x3`],
    data.map(({ id, parameters }) => [id, parameters.toLocaleString('en')]),
    [1],
  );
  return { data, text: [table, ...registry.list('backbone').map(inFull)].join('\n\n') };
}
