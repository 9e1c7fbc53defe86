import { writeFile } from 'node:fs/promises';
import { notOffered } from './errors.ts';
import { imageSides, useOf } from './models.ts';
import { registry, type Workload } from './workload.ts';

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
    description:
      'A backbone, such as resnet20, resnet18, vit-ti, mobilenet-v2 or wrn-28-2; several with commas',
  },
  image: {
    type: 'string',
    default: '32',
    description: 'Side of the images in pixels, 32, 64 or 224; several with commas',
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
  recompute: {
    type: 'string',
    default: 'nothing',
    description: 'nothing, or blocks: our networks compute their blocks again in the backward pass',
  },
  engines: {
    type: 'string',
    description:
      'Default: all. codistill-graph, codistill-graph-stock (kernels of TensorFlow alone), codistill-eager, codistill-wasm, pytorch-eager, pytorch-channels-last, pytorch-compile, tensorflow-function',
  },
  json: { type: 'string', description: 'Write the numbers to this file' },
  markdown: { type: 'string', description: 'Write the table to this file' },
} as const;

/** A workload in words. */
export const wordsOf = ({ model, image, peers, batch }: Workload): string =>
  `${model} x ${peers}, ${image} pixels, batch ${batch}`;

/**
 * All combinations of models, sizes of images, numbers of networks and batch sizes.
 * @throws if a value is not offered.
 */
export function workloadsOf(args: {
  readonly model: string;
  readonly image: string;
  readonly peers: string;
  readonly batch: string;
  readonly precision: string;
  readonly recompute: string;
}): Workload[] {
  const { precision, recompute } = args;
  if (recompute !== 'nothing' && recompute !== 'blocks')
    throw notOffered('recompute', recompute, 'nothing or blocks');
  if (precision !== 'float32' && precision !== 'mixed-bfloat16')
    throw notOffered('precision', precision, 'float32 or mixed-bfloat16');
  const whole = (name: string, text: string, most: number) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw notOffered(name, text, `a whole number from 1 to ${most}`);
    return value;
  };
  const side = (text: string) => {
    const found = imageSides.find((each) => String(each) === text);
    if (found === undefined) throw notOffered('image', text, imageSides.join(', '));
    return found;
  };
  return list(args.model).flatMap((model) =>
    list(args.image).flatMap((text) => {
      const image = side(text);
      registry.find('backbone', useOf(model, image));
      return list(args.peers).flatMap((peers) =>
        list(args.batch).map((batch) => ({
          model,
          image,
          peers: whole('peers', peers, 8),
          batch: whole('batch', batch, 4096),
          precision,
          ...(recompute === 'blocks' && { recompute }),
        })),
      );
    }),
  );
}
