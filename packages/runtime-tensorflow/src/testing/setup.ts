import {
  type Backbone,
  batchNormTrain,
  between,
  entry,
  type ImageBatch,
  type Initializer,
  kl,
  meanScores,
  type Optimizer,
  relu,
  type StepPlan,
  type Strategy,
  stream,
  supervised,
} from '@codistill/core';
import type { NetworkSetup, Setup } from '@codistill/core/engine';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

// A small experiment with everything that a program must support: convolutions, batch norm,
// dropout, weights that depend on tensors, memory, and numbers of the plan.

export const classes = 4;
export const batchSize = 6;
export const imageShape = [6, 5, 2] as const;

const normal: Initializer = (shape, rng) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.4 * rng.normal());
const constantly =
  (value: number): Initializer =>
  (shape) =>
    new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);

export const backbone = (width: number, dropout = 0.3): Backbone => ({
  heads: ['out'],
  deployed: 'out',
  forward(scope, images, classCount) {
    const channels = images.shape[3];
    const padded = tf.pad(images, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    const x = tf.conv2d(
      padded,
      scope.param('conv/kernel', [3, 3, channels, width], normal) as Tensor4D,
      1,
      'valid',
    );
    const scale = scope.param('norm/scale', [width], constantly(1)) as Tensor1D;
    const offset = scope.param('norm/offset', [width], constantly(0)) as Tensor1D;
    const mean = scope.stat('norm/mean', [width], constantly(0)) as Tensor1D;
    const variance = scope.stat('norm/variance', [width], constantly(1)) as Tensor1D;
    let y: Tensor;
    if (scope.training) {
      const now = batchNormTrain(x, scale, offset, 1e-5);
      scope.setStat('norm/mean', tf.add(tf.mul(mean, 0.9), tf.mul(now.mean, 0.1)));
      scope.setStat('norm/variance', tf.add(tf.mul(variance, 0.9), tf.mul(now.variance, 0.1)));
      y = now.y;
    } else
      y = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), scale), offset);
    const features = relu(y) as Tensor4D;
    let pooled = tf.mean(features, [1, 2]) as Tensor2D;
    if (scope.training && dropout > 0) {
      const kept = tf.cast(
        tf.greaterEqual(scope.random.uniform('dropout', pooled.shape), dropout),
        'float32',
      );
      pooled = tf.div(tf.mul(pooled, kept), 1 - dropout) as Tensor2D;
    }
    const logits = tf.add(
      tf.matMul(pooled, scope.param('out/kernel', [width, classCount], normal) as Tensor2D),
      scope.param('out/bias', [classCount], constantly(0)),
    ) as Tensor2D;
    return { out: { logits, features } };
  },
});

/**
 * The best network of the batch teaches the others. From step `from` on there is one more edge, so
 * the plan's key changes. The memory counts steps and stores indices.
 */
export const competition = (from = Number.POSITIVE_INFINITY): Strategy => ({
  memory: () => ({
    steps: { shape: [], data: Float32Array.of(0) },
    seen: { shape: [24], data: new Int32Array(24) },
  }),
  plan: ({ step }) => ({
    weight: 1 / (1 + step),
    ramp: Float32Array.of(0.5, step / 10),
    sharp: step >= from,
  }),
  flow(peers, { plan, memory }) {
    const score = meanScores(peers);
    const best = tf.cast(tf.lessEqual(score, tf.min(score)), 'float32');
    const given = plan as unknown as { weight: tf.Scalar; ramp: Tensor1D; sharp: boolean };
    const weight = tf.mul(
      tf.mul(given.weight, tf.sum(given.ramp)),
      tf.mul(tf.expandDims(best, 1), tf.expandDims(tf.sub(1, best), 0)),
    );
    const sharp = given.sharp
      ? between(peers, { ...kl({ temperature: 2 }), name: 'sharp' }, (t, s) => entry(weight, t, s))
      : [];
    const seen = tf.tensorScatterUpdate(
      memory['seen']!,
      tf.expandDims(peers[0]!.indices, 1),
      tf.onesLike(peers[0]!.indices),
    );
    return {
      edges: [
        ...supervised(peers),
        ...between(peers, kl(), (t, s) => entry(weight, t, s)),
        ...sharp,
      ],
      memory: { steps: tf.add(memory['steps']!, 1), seen },
    };
  },
});

export const momentum: Optimizer = {
  init: (params) =>
    Object.fromEntries(Object.entries(params).map(([name, value]) => [name, tf.zerosLike(value)])),
  update(grads, slots, params, rate) {
    const next = Object.fromEntries(
      Object.entries(grads).map(([name, grad]) => [name, tf.add(tf.mul(slots[name]!, 0.9), grad)]),
    );
    return {
      slots: next,
      params: Object.fromEntries(
        Object.entries(params).map(([name, value]) => [
          name,
          tf.sub(value, tf.mul(rate, next[name]!)),
        ]),
      ),
    };
  },
};

export function setupOf(changes: Partial<Setup> = {}, extra: readonly NetworkSetup[] = []): Setup {
  const networks = [
    { id: 'a', backbone: backbone(3), optimizer: momentum },
    { id: 'b', backbone: backbone(5, 0), optimizer: momentum, clipNorm: 1 },
    ...extra,
  ];
  return {
    networks,
    strategy: competition(),
    optimizer: momentum,
    setting: {
      distribution: 'categorical',
      outputs: classes,
      examples: 24,
      batchSize,
      epochs: 1,
      networks: networks.map(({ id, optimizer }) => ({
        id,
        heads: ['out'],
        learns: optimizer !== undefined,
      })),
    },
    imageShape: [...imageShape],
    seed: 5,
    update: 'simultaneous',
    precision: 'float32',
    randomness: 'fed',
    ...changes,
  };
}

/** The batch of a step, [batchSize, ...imageShape], with targets that follow from the images. */
export function batchAt(name: string, step: number, size = batchSize): ImageBatch {
  const rng = stream(11, name, step);
  const each = imageShape[0] * imageShape[1] * imageShape[2];
  const targets = new Float32Array(size * classes);
  const pixels = new Float32Array(size * each);
  for (let i = 0; i < size; i++) {
    const label = rng.integer(classes);
    targets[i * classes + label] = 1;
    for (let p = 0; p < each; p++)
      pixels[i * each + p] = 0.5 * rng.normal() + (p % classes === label ? 1 : 0);
  }
  return {
    shape: [size, ...imageShape],
    pixels,
    targets,
    indices: Int32Array.from({ length: size }, () => rng.integer(24)),
  };
}

export function viewsAt(setup: Setup, step: number): Readonly<Record<string, ImageBatch>> {
  const shared = batchAt('shared', step);
  return Object.fromEntries(
    setup.networks.map(({ id }) => [id, id === 'b' ? batchAt('own', step) : shared]),
  );
}

export function planAt(setup: Setup, step: number): StepPlan {
  const moment = { step, epoch: 0, stepsPerEpoch: 20, epochs: 1, progress: step / 20, history: {} };
  return {
    seed: setup.seed,
    step,
    learningRate: Object.fromEntries(
      [...setup.networks.map(({ id }) => id), 'strategy'].map((id, i) => [
        id,
        0.05 / (1 + i + step),
      ]),
    ),
    strategy: setup.strategy.plan?.(moment, stream(setup.seed, 'strategy/plan', step)) ?? {},
    follow: Object.fromEntries(
      setup.networks.flatMap(({ id, follows }) =>
        follows ? [[id, step % 2 === 0 ? 0.25 : 1]] : [],
      ),
    ),
  };
}
