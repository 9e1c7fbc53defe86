import { defineCommand, runMain } from 'citty';
import { epoch } from './epoch.ts';
import { images } from './images.ts';
import { memory } from './memory.ts';
import { parseEngines } from './peers.ts';
import { benchStep } from './step.ts';
import { stepTable } from './table.ts';
import { wasmCommand as wasm } from './wasm.ts';
import { commandLine, say, tell, workloadArguments, workloadsOf } from './workloads.ts';

const step = defineCommand({
  meta: {
    name: 'step',
    description: 'Times one training step of every engine, alternately in one run.',
  },
  args: {
    ...workloadArguments,
    steps: { type: 'string', default: '20', description: 'Timed steps' },
    warmup: { type: 'string', default: '3', description: 'Steps before' },
  },
  async run({ args }) {
    const times = await benchStep(
      workloadsOf(args),
      parseEngines(args.engines),
      { steps: Number(args.steps), warmUp: Number(args.warmup) },
      say,
    );
    await tell(args, times, stepTable(times, commandLine()));
  },
});

void runMain(
  defineCommand({
    meta: {
      name: 'bench',
      description: 'Time and memory, side by side with PyTorch and TensorFlow.',
    },
    subCommands: { step, epoch, images, memory, wasm },
  }),
);
