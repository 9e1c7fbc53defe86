import { type AnyPlugin, type Kind, nestedKind, type Registry } from '@codistill/core';
import { cpu } from '@codistill/runtime-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { wrongFlag } from '../errors.ts';
import { exitCodes } from '../exit.ts';
import { loadRegistry } from '../plugins.ts';
import { countParameters } from '../run/countParameters.ts';
import { failing } from '../run/failing.ts';
import { plainTable } from '../table/table.ts';
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

const kinds: Readonly<Record<string, Kind>> = {
  methods: 'method',
  strategies: 'strategy',
  backbones: 'backbone',
  perturbations: 'perturbation',
  'perturbation-schedules': 'perturbationSchedule',
  datasets: 'dataset',
  orders: 'order',
  optimizers: 'optimizer',
  schedules: 'schedule',
  observers: 'observer',
};

export const list = command({
  name: 'list',
  about: 'List plugins, with their options, defaults and sources',
  examples: [
    ['codistill list', 'everything, a line each'],
    ['codistill list strategies', 'with options'],
    ['codistill list backbones --classes 100', 'with numbers of parameters'],
    ['codistill list strategies --json', 'for machines'],
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
      description: 'Classes of the backbones whose parameters are counted; default 100.',
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
    if (wanted === 'backbones') return listBackbones(registry, classes, given.json === true);
    const shown = wanted === undefined ? Object.keys(kinds) : [wanted];
    if (given.json) {
      const lists = shown.map((name) => [name, registry.list(kinds[name]!).map(facts)] as const);
      printJson(wanted === undefined ? Object.fromEntries(lists) : lists[0]![1]);
      return exitCodes.ok;
    }
    for (const name of shown) {
      const plugins = registry.list(kinds[name]!);
      if (wanted === undefined)
        print(
          `${name}\n${plugins.map((plugin) => `  ${names(plugin).join(', ')}: ${plugin.about}`).join('\n')}\n`,
        );
      else for (const plugin of plugins) print(`${inFull(plugin)}\n`);
    }
    return exitCodes.ok;
  },
});

const names = ({ id, variants }: AnyPlugin) => [id, ...Object.keys(variants ?? {})];

interface OptionFacts {
  readonly type: string;
  readonly default?: unknown;
  readonly about?: string;
}

/** A plugin's options: type in words, default, and the sentence that describes it. */
function optionsOf({ options }: AnyPlugin): Record<string, OptionFacts> {
  return Object.fromEntries(
    Object.entries(options.shape as Record<string, z.ZodType>).map(([name, schema]) => {
      const json = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as {
        default?: unknown;
        description?: string;
      };
      const value = 'default' in json ? json.default : defaultOf(schema);
      return [
        name,
        {
          type: typeText(schema, json),
          ...(value !== undefined && { default: value }),
          ...(json.description && { about: json.description }),
        },
      ];
    }),
  );
}

function defaultOf(schema: z.ZodType): unknown {
  const parsed = schema.safeParse(undefined);
  return parsed.success && ['string', 'number', 'boolean'].includes(typeof parsed.data)
    ? parsed.data
    : undefined;
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

const facts = (plugin: AnyPlugin) => ({
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

function parametersOf(registry: Registry, id: string, classes: number): number {
  try {
    return countParameters(registry.build('backbone', id), classes);
  } catch (error) {
    throw failing(`The backbone "${id}"`, error);
  }
}

/** Every backbone and every variant, with its parameters at 32x32x3. */
async function listBackbones(registry: Registry, classes: number, json: boolean): Promise<number> {
  await cpu();
  tf.env().set('IS_TEST', false);
  const all = registry
    .list('backbone')
    .flatMap((plugin) =>
      names(plugin).map((id) => ({ id, parameters: parametersOf(registry, id, classes) })),
    );
  if (json) printJson(all);
  else {
    print(
      plainTable(
        ['backbone', `parameters at ${classes} classes, 32x32x3`],
        all.map(({ id, parameters }) => [id, parameters.toLocaleString('en')]),
        [1],
      ),
    );
    for (const plugin of registry.list('backbone')) print(`\n${inFull(plugin)}`);
  }
  return exitCodes.ok;
}
