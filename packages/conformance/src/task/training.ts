import {
  createRegistry,
  defineDataset,
  type Experiment,
  inMemory,
  noFiles,
  type Registry,
  type Runtime,
  type Targets,
  type Task,
  train,
  type Use,
} from '@codistill/core';
import { expect, it } from 'vitest';
import { smallExperiment, tinyNetwork } from '../tools/experiment.ts';
import { examples } from './targets.ts';

const experiment = (task: Use): Experiment =>
  smallExperiment({ a: tinyNetwork(2), b: tinyNetwork(3) }, 'conformance-independent', {
    task,
    dataset: 'conformance-targets',
    epochs: 2,
  });

/** Declares the tests that two networks train on the task, and that a run can be repeated. */
export function describeTaskTraining(
  use: Use,
  task: Task,
  targets: (seed: number) => Targets,
  registry: Registry,
  runtime: () => Runtime,
): void {
  const splits = ['train', 'test', 'query', 'gallery'];
  const pixels = Uint8Array.from(
    { length: 16 * examples },
    (_, i) => (37 * (i >> 4) + 11 * (i & 15)) % 256,
  );
  const images = defineDataset({
    id: 'conformance-targets',
    about: 'Images with the targets of the test.',
    create: () => ({
      open: async () =>
        inMemory(
          {
            ...(task.takes[0] === 'class' && { classes: 4 }),
            channels: 1,
            size: { height: 4, width: 4 },
            mean: [0.5],
            std: [0.3],
          },
          Object.fromEntries(
            splits.map((split, i) => [split, { pixels, targets: targets(1 + i) }]),
          ),
        ),
    }),
  });
  const plugins = [...registry.list(), images];
  const run = async (resume?: Uint8Array) => {
    const metrics: Record<string, readonly number[]> = {};
    let middle: Uint8Array | undefined;
    for await (const report of train(experiment(use), {
      registry: createRegistry([{ plugins }]) as Registry,
      runtime: runtime(),
      files: noFiles,
      ...(resume && { resume }),
    })) {
      if (report.kind === 'epoch') middle ??= await report.checkpoint();
      const { names, values } = report.metrics;
      if (report.kind === 'epoch')
        names.forEach((name, i) => {
          metrics[name] = [values[i]!];
        });
    }
    return { metrics, middle: middle! };
  };
  it('trains two networks, logs its metrics, and ends the same when resumed', async () => {
    const first = await run();
    expect(first.metrics).toHaveProperty([`validation/${task.metrics[0].name}`]);
    for (const [value] of Object.values(first.metrics)) expect(Number.isFinite(value)).toBe(true);
    expect((await run(first.middle)).metrics).toEqual(first.metrics);
  });
}
