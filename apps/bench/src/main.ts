import { writeFile } from 'node:fs/promises';
import { defineCommand, runMain } from 'citty';
import { epoch } from './epoch.ts';
import { parseEngines } from './peers.ts';
import { benchStep } from './step.ts';
import { stepTable } from './table.ts';
import { wasmCommand as wasm } from './wasm.ts';
import type { Workload } from './workload.ts';

const list = (value: string) => value.split(',').map((part) => part.trim());
const say = (line: string) => process.stderr.write(`${line}\n`);

const common = {
  model: { type: 'string', default: 'resnet20', description: 'resnet20, resnet56, resnet110, or several with commas' },
  peers: { type: 'string', default: '1,2', description: 'How many networks; several with commas' },
  batch: { type: 'string', default: '128', description: 'Examples in a batch; several with commas' },
  precision: { type: 'string', default: 'float32', description: 'float32 or mixed-bfloat16 (autocast for PyTorch)' },
  engines: {
    type: 'string',
    description:
      'Default: all. codistill-graph, codistill-graph-direct (convolutions by TensorFlow alone), codistill-eager, codistill-wasm, pytorch-eager, pytorch-channels-last, pytorch-compile, tensorflow-function',
  },
  steps: { type: 'string', default: '20', description: 'Timed steps' },
  warmup: { type: 'string', default: '3', description: 'Steps before' },
  json: { type: 'string', description: 'Write the times to this file' },
  markdown: { type: 'string', description: 'Write the table to this file' },
} as const;

const step = defineCommand({
  meta: { name: 'step', description: 'Times one training step of every engine, alternately in one run.' },
  args: common,
  async run({ args }) {
    const workloads: Workload[] = list(args.model).flatMap((model) =>
      list(args.peers).flatMap((peers) =>
        list(args.batch).map((batch) => ({
          depth: Number(/^resnet(\d+)$/.exec(model)?.[1] ?? 20),
          peers: Number(peers),
          batch: Number(batch),
          precision: args.precision as Workload['precision'],
        })),
      ),
    );
    const times = await benchStep(workloads, parseEngines(args.engines), { steps: Number(args.steps), warmUp: Number(args.warmup) }, say);
    const table = stepTable(times, `pnpm bench ${process.argv.slice(2).join(' ')}`);
    if (args.json) await writeFile(args.json, `${JSON.stringify(times, null, 1)}\n`);
    if (args.markdown) await writeFile(args.markdown, table);
    console.log(table);
  },
});

void runMain(
  defineCommand({
    meta: { name: 'bench', description: 'Step times, side by side with PyTorch and TensorFlow.' },
    subCommands: { step, epoch, wasm },
  }),
);
