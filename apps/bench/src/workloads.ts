import { writeFile } from 'node:fs/promises';
import { notOffered } from './errors.ts';
import type { Workload } from './workload.ts';

export const list = (value: string): readonly string[] =>
  value.split(',').map((part) => part.trim());
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The command that reproduces the numbers, without the options that name output files. */
export const commandLine = (): string =>
  `pnpm bench ${process.argv.slice(2).join(' ')}`
    .replace(/ --(json|markdown)[= ]\S+/g, '')
    .replace(/ --(data|reference)[= ]\S+/g, ' --$1 FOLDER');

/** Prints the table, and writes the table and the numbers to the requested files. */
export async function tell(
  {
    json,
    markdown,
  }: { readonly json?: string | undefined; readonly markdown?: string | undefined },
  numbers: unknown,
  table: string,
): Promise<void> {
  if (json) await writeFile(json, `${JSON.stringify(numbers, null, 1)}\n`);
  if (markdown) await writeFile(markdown, table);
  console.log(table);
}

/** Command line options of `step` and `memory`. */
export const workloadArguments = {
  model: {
    type: 'string',
    default: 'resnet20',
    description: 'resnet20, resnet56, resnet110, or several with commas',
  },
  peers: { type: 'string', default: '1,2', description: 'How many networks; several with commas' },
  batch: {
    type: 'string',
    default: '128',
    description: 'Examples in a batch; several with commas',
  },
  precision: {
    type: 'string',
    default: 'float32',
    description: 'float32 or mixed-bfloat16 (autocast for PyTorch)',
  },
  engines: {
    type: 'string',
    description:
      'Default: all. codistill-graph, codistill-graph-stock (kernels of TensorFlow alone), codistill-eager, codistill-wasm, pytorch-eager, pytorch-channels-last, pytorch-compile, tensorflow-function',
  },
  json: { type: 'string', description: 'Write the numbers to this file' },
  markdown: { type: 'string', description: 'Write the table to this file' },
} as const;

/**
 * All combinations of models, numbers of networks and batch sizes. @throws if a value is not
 * offered.
 */
export function workloadsOf(args: {
  readonly model: string;
  readonly peers: string;
  readonly batch: string;
  readonly precision: string;
}): Workload[] {
  const { precision } = args;
  if (precision !== 'float32' && precision !== 'mixed-bfloat16')
    throw notOffered('precision', precision, 'float32 or mixed-bfloat16');
  const whole = (name: string, text: string, most: number) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw notOffered(name, text, `a whole number from 1 to ${most}`);
    return value;
  };
  return list(args.model).flatMap((model) => {
    const depth = Number(/^resnet(\d+)$/.exec(model)?.[1]);
    if (!(depth >= 8 && depth % 6 === 2))
      throw notOffered(
        'model',
        model,
        'resnet20, resnet56, resnet110 or another resnet of 6 n + 2 layers',
      );
    return list(args.peers).flatMap((peers) =>
      list(args.batch).map((batch) => ({
        depth,
        peers: whole('peers', peers, 8),
        batch: whole('batch', batch, 4096),
        precision,
      })),
    );
  });
}
