import {
  type AnyPlugin,
  createRegistry,
  defineDataset,
  type Experiment,
  inMemory,
  noFiles,
  type Runtime,
  train,
} from '@codistill/core';
import { modules } from '@codistill/plugins';

const side = 8;
const pixels = Uint8Array.from({ length: 40 * side * side * 3 }, (_, i) => (i * 37) % 256);
const values = Int32Array.from({ length: 40 }, (_, i) => i % 5);
const facts = {
  classes: 5,
  channels: 3,
  size: { height: side, width: side },
  mean: [0.5, 0.5, 0.5],
  std: [0.3, 0.3, 0.3],
};
const few = defineDataset({
  id: 'few',
  about: 'Few images.',
  create: () => ({
    open: async () => inMemory(facts, { train: { pixels, targets: { kind: 'class', values } } }),
  }),
});

/** Forty images of 8x8 pixels in five classes. */
export const fewImages = {
  /** The loss of each of three epochs of networks; the first teaches where it is frozen. */
  async losses(
    plugins: readonly AnyPlugin[],
    runtime: Runtime,
    networks: Experiment['networks'],
  ): Promise<number[]> {
    const registry = createRegistry([...modules, { plugins: [...plugins, few] }]);
    const frozen = Object.values(networks).some((network) => network.frozen);
    const experiment: Experiment = {
      dataset: 'few',
      networks,
      strategy: frozen ? 'distill' : 'mutual',
      optimizer: 'sgd',
      learningRate: 0.05,
      epochs: 3,
      batchSize: 12,
      seed: 1,
    };
    const losses: number[] = [];
    for await (const { kind, moment } of train(experiment, { registry, runtime, files: noFiles }))
      if (kind === 'epoch') losses.push(moment.history['train/loss']!.at(-1)!);
    return losses;
  },
};
