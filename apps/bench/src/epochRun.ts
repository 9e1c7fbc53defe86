// Times whole epochs of CIFAR-100 or of JPEG files with one of our engines, in its own process. The
// argument is JSON. It prints a line of JSON with the seconds per step of every epoch except the
// first, and the seconds of the steps alone.
import * as backbones from '@codistill/backbones';
import { createRegistry, type Experiment, pluginsOf, type Runtime, train } from '@codistill/core';
import * as datasets from '@codistill/datasets';
import { folderFiles, sharpDecoder, threadsFor, workerLoader } from '@codistill/node';
import * as optimizers from '@codistill/optimizers';
import * as perturbations from '@codistill/perturbations';
import * as strategies from '@codistill/strategies';

interface Given {
  readonly variant: 'graph' | 'wasm';
  readonly depths: readonly number[];
  readonly batch: number;
  readonly data: string;
  readonly examples: number;
  readonly epochs: number;
  readonly workers: number;
  readonly perturb: boolean;
  /** The side in pixels of the images of a folder; absent: CIFAR-100. */
  readonly image?: number;
}
const given = JSON.parse(process.argv[2]!) as Given;
const named = { backbones, datasets, optimizers, perturbations, strategies };
const registry = createRegistry(
  Object.entries(named).map(([name, module]) => ({
    module: `@codistill/${name}`,
    plugins: pluginsOf(module),
  })),
);
const experiment: Experiment = {
  dataset: given.image === undefined ? 'cifar100' : 'image-folder',
  ...(given.image !== undefined && {
    image: { size: given.image, train: 'random-resized-crop', evaluate: 'whole' },
  }),
  networks: Object.fromEntries(
    given.depths.map((depth, i) => ['abcdefgh'[i]!, { backbone: { use: 'resnet-cifar', depth } }]),
  ),
  strategy: given.depths.length > 1 ? 'competitive' : 'independent',
  augment: given.image === undefined ? ['shift', 'flip'] : ['flip'],
  ...(given.perturb && {
    perturb: { when: 'always', pool: ['mixup', 'cutmix', 'gaussian-noise', 'warp', 'crop'] },
  }),
  optimizer: 'sgd',
  learningRate: 'constant',
  validation: { fraction: 0, seed: 0 },
  examples: given.examples,
  epochs: given.epochs,
  evaluate: 'last-epoch',
  batchSize: given.batch,
  seed: 0,
};

let inStep = 0;
/** The runtime, which also records the time that its programs spend in steps. */
const timed = (runtime: Runtime): Runtime => ({
  ...runtime,
  async program(definition) {
    const program = await runtime.program(definition);
    return {
      ...program,
      async step(views, plan) {
        const from = performance.now();
        const metrics = await program.step(views, plan);
        inStep += performance.now() - from;
        return metrics;
      },
    };
  },
});
const runtime =
  given.variant === 'wasm'
    ? await (await import('@codistill/runtime-wasm')).wasm()
    : await (await import('@codistill/runtime-tensorflow')).tensorflow({
        device: 'cpu',
        threads: threadsFor(given.depths.length),
      });

const secondsPerStep: number[] = [];
const stepSeconds: number[] = [];
let epoch = -1;
let begin = 0;
let steps = 0;
for await (const report of train(experiment, {
  registry,
  runtime: timed(runtime),
  files: folderFiles(given.data),
  decoder: sharpDecoder(),
  ...(given.image !== undefined && { cache: folderFiles(`${given.data}-found`) }),
  loader: workerLoader({ workers: given.workers }),
})) {
  if (report.kind === 'epoch') {
    if (secondsPerStep.length === given.epochs) break;
    continue;
  }
  if (report.moment.epoch !== epoch) {
    epoch = report.moment.epoch;
    begin = performance.now();
    inStep = 0;
    steps = 0;
    continue;
  }
  steps++;
  secondsPerStep[epoch] = (performance.now() - begin) / 1000 / steps;
  stepSeconds[epoch] = inStep / 1000 / steps;
  // This skips the evaluation on the test split at the end, which is not timed.
  if (epoch === given.epochs - 1 && steps === report.moment.stepsPerEpoch - 1) break;
}
process.stdout.write(
  `${JSON.stringify({ secondsPerStep, stepSeconds, megabytes: process.resourceUsage().maxRSS / 1024, version: runtime.device })}\n`,
);
process.exit(0);
