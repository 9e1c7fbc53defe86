import type { Use } from '@codistill/core';
import type { ExportedNetwork, Measurement, RunFacts } from './facts.ts';
import { shareInterval } from './interval.ts';

const text = (use: Use): string =>
  typeof use === 'string' ? use : `${use.use} ${JSON.stringify({ ...use, use: undefined })}`;

const percent = (share: number) => (100 * share).toFixed(1);

/** A measurement in words, with its interval where it is a share of counts. */
function measurementText({ split, words, unit, value, of }: Measurement): string {
  const number = unit === '%' ? `${percent(value)} %` : `${value.toPrecision(4)} ${unit}`.trim();
  if (of === undefined)
    return `${split} ${words} ${number}, without an interval: it is no share of counts`;
  const [low, high] = shareInterval(value * of, of);
  return `${split} ${words} ${number}, 95 % interval [${percent(low)}, ${percent(high)}] over ${of} examples (Wilson); it says nothing about other seeds`;
}

/** The rows of a card that say how the network was trained. */
function runRows(run: RunFacts): readonly (readonly [string, string])[] {
  const { perturb, augment, epochs } = run;
  const others = Object.entries(run.networks).map(([id, use]) => `\`${id}\`: ${text(use)}`);
  const unfinished = epochs.trained < epochs.planned ? ` of ${epochs.planned}` : '';
  return [
    [
      'Data',
      `${text(run.dataset)}, ${run.examples} examples trained on${run.data ? `; digest ${run.data}` : ''}`,
    ],
    ['Method', `${text(run.strategy)}, on the networks ${others.join(', ')}`],
    ...(augment?.length ? [['Augmentation', augment.map(text).join(', ')] as const] : []),
    ...(perturb
      ? [
          [
            'Perturbation',
            `${text(perturb.when)}, one of ${perturb.pool.map(text).join(', ')}`,
          ] as const,
        ]
      : []),
    ['Training', `${epochs.trained}${unfinished} epochs, on ${run.engine}`],
    ['Seed', `${run.seed}; one run`],
    ['Measured', run.measured ? measurementText(run.measured) : 'nothing with these weights'],
    [
      'Versions',
      ['@codistill/core', '@tensorflow/tfjs-core']
        .flatMap((name) => (run.versions[name] ? [`${name} ${run.versions[name]}`] : []))
        .join(', '),
    ],
  ];
}

const meanings: Readonly<Record<string, string>> = {
  categorical: 'before softmax',
  bernoulli: 'before the sigmoid of each',
  gaussian: 'numbers, standardized by the mean and deviation in `targets` of the metadata',
};

/**
 * A model card in Markdown: the network, its input and output, and how it was trained. `file` is the
 * model's file or folder, `layout` how its images lie.
 */
export function modelCard(
  exported: ExportedNetwork,
  { file, layout }: { readonly file: string; readonly layout: 'NCHW' | 'NHWC' },
): string {
  const { network, facts, run } = exported;
  const [height, width, channels] = network.imageShape;
  const shape =
    layout === 'NCHW'
      ? `[batch, ${channels}, ${height}, ${width}]`
      : `[batch, ${height}, ${width}, ${channels}]`;
  const numbers = (values: readonly number[]) =>
    `[${values.map((value) => Number(value.toPrecision(7))).join(', ')}]`;
  const { mean, std, names, framing } = facts;
  const normal =
    mean && std
      ? `pixels from 0 to 1, minus ${numbers(mean)}, divided by ${numbers(std)}`
      : 'normalized as in training, which this file does not know';
  const rows: (readonly [string, string])[] = [
    ['File', `\`${file}\``],
    ['Network', `${text(facts.backbone)}, ${facts.parameters} parameters`],
    ['Task', facts.task],
    ['Input', `${shape}: ${normal}${framing ? `; framed by ${text(framing)}` : ''}`],
    [
      'Output',
      `[batch, ${network.outputs}], ${meanings[facts.distribution] ?? facts.distribution}`,
    ],
    ...(names ? [['Names of the outputs', names.join(', ')] as const] : []),
    ...(run ? runRows(run) : [['Training', 'not known: weights without a run'] as const]),
    ['License', 'not stated; fill in that of the data and of these weights'],
  ];
  const cell = (value: string) => value.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [
    `# Network \`${facts.network}\``,
    '',
    'Written by codistill.',
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`),
    '',
  ].join('\n');
}
