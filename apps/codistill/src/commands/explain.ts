import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Experiment, type NetworkSpec, nameOf, type Registry } from '@codistill/core';
import { closingData, parseExperiment, resolveExperiment } from '@codistill/core/engine';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { cpu } from '@codistill/runtime-cpu';
import {
  armsOf,
  bothEnds,
  completeStudy,
  type EdgeDescription,
  edgesOf,
  failing,
  fileWeightsOf,
  formatUse,
  loadRegistry,
  methodWeightsOf,
  parseUse,
  parseUses,
  readConfigFile,
} from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { command, jsonArg, longest, pluginArg, print, printJson, valuesOf } from './command.ts';

export const explain = command({
  name: 'explain',
  about: 'Print which network teaches which in a method or an experiment, as formulae',
  takesPlugins: true,
  examples: [
    ['codistill explain competitive', 'with two small networks'],
    [
      'codistill explain mutual:temperature=2 --networks small-conv,small-conv,small-conv',
      'with three networks',
    ],
    ['codistill explain experiment.json', 'the formulae of an experiment'],
  ],
  args: {
    what: {
      type: 'positional',
      required: true,
      description: 'Method or strategy, with or without options, or the file of an experiment.',
    },
    networks: {
      type: 'string',
      valueHint: 'A,B,...',
      description: 'Backbones; default two small-conv networks.',
    },
    ...pluginArg,
    ...jsonArg,
  },
  async run(given, raw) {
    const cwd = process.cwd();
    const registry = await loadRegistry(valuesOf('plugin', raw), cwd);
    const file = path.resolve(cwd, given.what);
    const isFile = existsSync(file) && /\.(ts|mts|js|mjs|json)$/.test(file);
    const experiment = isFile
      ? parseExperiment(await readConfigFile(file), file)
      : experimentOf(given.what, given.networks, registry);
    await cpu();
    const files = folderFiles(process.env['CODISTILL_DATA'] ?? cwd);
    const { edges, looks } = await closingData(
      resolveExperiment(experiment, registry, files, { decoder: sharpDecoder() }),
      ({ setup }) => edgesOf(setup),
    ).catch((error: unknown) =>
      Promise.reject(failing(isFile ? file : `The method "${given.what}"`, error)),
    );
    const method = isFile ? undefined : describe(given.what, registry);
    if (given.json) printJson({ ...method, experiment, looks, edges });
    else print(inWords(experiment, method, looks, edges));
    return exitCodes.ok;
  },
});

/** The experiment of a method with small networks on digits. */
function experimentOf(what: string, networks: string | undefined, registry: Registry): Experiment {
  const study = completeStudy(
    {
      preset: 'digits',
      methods: [parseUse(what)],
      ...(networks && { networks: parseUses(networks) }),
    },
    process.cwd(),
  );
  return armsOf(study, registry)
    .find(({ id }) => id === study.methods[0]!.id)!
    .experiment(1);
}

function describe(
  what: string,
  registry: Registry,
): { readonly about: string; readonly source?: string } {
  const name = nameOf(parseUse(what));
  const plugin = [...registry.list('method'), ...registry.list('strategy')].find(
    ({ id, variants }) => id === name || name in (variants ?? {}),
  )!;
  return { about: plugin.about, ...(plugin.source && { source: plugin.source }) };
}

/** Where the weights of a network come from, if not from random numbers. */
function startText(spec: NetworkSpec): string {
  const [file, other] = [fileWeightsOf(spec), methodWeightsOf(spec)];
  if (other)
    return `, the network ${other.network} as ${formatUse(other.method)} trained it at the same seed`;
  if (!file) return '';
  const network = file.network === undefined ? '' : `#${file.network}`;
  return `, weights of ${file.file}${network}${file.from === undefined ? '' : ` by names of ${file.from}`}`;
}

function inWords(
  experiment: Experiment,
  method: { readonly about: string; readonly source?: string } | undefined,
  looks: readonly string[],
  edges: readonly EdgeDescription[],
): string {
  const networks = Object.entries(experiment.networks).map(([id, spec]) => {
    const trained = startText(spec);
    const follows = spec.follows ? `, follows ${spec.follows.network}` : '';
    return `  ${id}: ${formatUse(spec.backbone)}${spec.frozen ? ', frozen' : ''}${trained}${follows}`;
  });
  const weightText = ({ weight }: EdgeDescription) =>
    typeof weight === 'number' ? (weight === 1 ? '' : `${weight} x `) : 'w x ';
  const rows = edges.map(
    (edge) =>
      [`${edge.from} -> ${edge.to}`, `${weightText(edge)}${edge.formula}`, reason(edge)] as const,
  );
  const width = longest(rows.map(([name]) => name));
  const perturb = experiment.perturb;
  return [
    ...(method ? [method.about, ...(method.source ? [`Source: ${method.source}`] : []), ''] : []),
    'Networks',
    ...networks,
    'View of each network',
    ...looks.map((look) => `  ${look}`),
    ...(experiment.augment
      ? [
          `  augmented by ${experiment.augment.map(formatUse).join(', ')}, ${experiment.views === 'own' ? 'each network by itself' : 'all alike'}`,
        ]
      : []),
    ...(perturb
      ? [`  perturbed ${formatUse(perturb.when)}: one of ${perturb.pool.map(formatUse).join(', ')}`]
      : []),
    `The loss of a step is the sum of ${edges.length} edges, each a mean over the batch`,
    ...rows.map(([name, formula, why]) => `  ${name.padEnd(width)}  ${formula}${why}`),
    edges.some(({ because }) => because?.includes(bothEnds))
      ? `Gradients treat the teacher of an edge as a constant, except where ${bothEnds}; they treat weights (w) as constants.`
      : 'Gradients treat the teacher of an edge and the weights (w) as constants.',
    ...(experiment.update === 'alternating' ? ['Networks are updated in turn.'] : []),
  ].join('\n');
}

function reason({ weight, because }: EdgeDescription): string {
  if (typeof weight === 'number') return because ? `  (${because})` : '';
  return `  (w ${weight}${because ? `: where ${because}` : ''})`;
}
