import * as backbones from '@codistill/backbones';
import {
  type Backbone,
  createRegistry,
  type ImageBatch,
  type Optimizer,
  pluginsOf,
  type StepPlan,
  type Strategy,
  stream,
} from '@codistill/core';
import type { Setup } from '@codistill/core/engine';
import * as optimizers from '@codistill/optimizers';
import * as strategies from '@codistill/strategies';
import { useOf } from './models.ts';

/**
 * What is timed: a step of one network, or a competitive step of several equal ones, on square
 * images with three channels and 100 classes.
 */
export interface Workload {
  /** The name of a backbone, such as 'resnet20'. */
  readonly model: string;
  /** The side of the images in pixels. */
  readonly image: number;
  readonly peers: number;
  readonly batch: number;
  readonly precision: 'float32' | 'mixed-bfloat16';
  /** Our networks compute their blocks again in the backward pass. */
  readonly recompute?: 'blocks';
}

/** The plugins of the bench. */
export const registry = createRegistry(
  [backbones, optimizers, strategies].map((module) => ({ plugins: pluginsOf(module) })),
);
const shapeOf = ({ image }: Workload) => [image, image, 3] as const;
const ids = (workload: Workload) =>
  Array.from({ length: workload.peers }, (_, i) => 'abcdefgh'[i]!);

/**
 * The step of `workload`, built as the trainer builds it, with SGD, Nesterov momentum 0.9 and
 * weight decay 5e-4.
 */
export function setupOf(workload: Workload): Setup {
  const optimizer: Optimizer = registry.build('optimizer', {
    use: 'sgd',
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-4,
  });
  const backbone: Backbone = registry.build('backbone', useOf(workload.model, workload.image));
  const strategy: Strategy = registry.build(
    'strategy',
    workload.peers === 1 ? 'independent' : 'competitive',
  );
  const networks = ids(workload).map((id) => ({
    id,
    backbone,
    optimizer,
    ...(workload.recompute && { recompute: workload.recompute }),
  }));
  return {
    networks,
    strategy,
    optimizer,
    imageShape: shapeOf(workload),
    setting: {
      distribution: 'categorical',
      outputs: 100,
      examples: workload.batch,
      batchSize: workload.batch,
      epochs: 1,
      networks: networks.map(({ id }) => ({ id, heads: backbone.heads, learns: true })),
    },
    seed: 0,
    update: 'simultaneous',
    precision: workload.precision,
    randomness: 'fed',
  };
}

/** One batch of noise, which is the view of every network. */
export function viewsOf(workload: Workload): Readonly<Record<string, ImageBatch>> {
  const rng = stream(0, 'bench', 0);
  const targets = new Float32Array(workload.batch * 100);
  for (let i = 0; i < workload.batch; i++) targets[i * 100 + rng.integer(100)] = 1;
  const shape = [workload.batch, ...shapeOf(workload)] as const;
  const length = shape.reduce((a, b) => a * b, 1);
  const pixels = Float32Array.from({ length }, () => rng.normal());
  const batch: ImageBatch = {
    shape,
    pixels,
    targets,
    indices: Int32Array.from({ length: workload.batch }, (_, i) => i),
  };
  return Object.fromEntries(ids(workload).map((id) => [id, batch]));
}

export const planOf = (workload: Workload, step: number): StepPlan => ({
  seed: 0,
  step,
  learningRate: Object.fromEntries(
    [...ids(workload), 'strategy'].map((id) => [id, 0.1]),
  ) as StepPlan['learningRate'],
  strategy: setupPlan(workload, step),
  follow: {},
});

function setupPlan(workload: Workload, step: number): StepPlan['strategy'] {
  const strategy: Strategy = registry.build(
    'strategy',
    workload.peers === 1 ? 'independent' : 'competitive',
  );
  return (
    strategy.plan?.(
      { step, epoch: 0, stepsPerEpoch: 1000, epochs: 1, progress: step / 1000, history: {} },
      stream(0, 'strategy/plan', step),
    ) ?? {}
  );
}
