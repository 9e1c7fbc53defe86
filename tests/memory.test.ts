import type { Scope, Use } from '@codistill/core';
import { noFiles } from '@codistill/core';
import { countActivations, registerComposites, resolveExperiment } from '@codistill/core/engine';
import { registry } from '@codistill/plugins';
import { totalOf } from '@codistill/study';
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { describe, expect, it } from 'vitest';
import { checkMemory, memoryOf } from '../packages/study/src/run/memory.ts';

// What a run holds at least is compared with what TensorFlow.js holds while it takes gradients.

registerComposites('cpu');
const imageShape = [16, 16, 3] as const;

/** The largest number of bytes that a training step without an optimizer holds. */
async function peakOfGradient(use: Use, batch: number): Promise<number> {
  const backbone = registry.build('backbone', use);
  const variables: Record<string, Variable> = {};
  const zeros = (_name: string, shape: readonly number[]): Tensor => tf.zeros([...shape]);
  const below = (path: string): Scope => ({
    training: true,
    random: { uniform: zeros, normal: zeros },
    at: (name) => below(`${path}${name}/`),
    param: (name, shape) => {
      variables[path + name] ??= tf.variable(tf.randomNormal([...shape], 0, 0.1));
      return variables[path + name]!;
    },
    stat: zeros,
    setStat: () => {},
  });
  const images = tf.randomNormal<tf.Rank.R4>([batch, ...imageShape]);
  const loss = () => {
    const { logits } = backbone.forward(below(''), images, 5)[backbone.deployed]!;
    return tf.mean(tf.square(logits)) as Scalar;
  };
  tf.tidy(() => void loss());
  const { peakBytes } = await tf.profile(() => {
    tf.tidy(() => void tf.variableGrads(loss, Object.values(variables)));
  });
  for (const variable of Object.values(variables)) variable.dispose();
  images.dispose();
  return peakBytes;
}

const experiment = {
  dataset: 'digits',
  networks: {
    a: { backbone: { use: 'small-conv', width: 8 } },
    b: { backbone: { use: 'small-conv', width: 8 } },
  },
  strategy: 'mutual',
  optimizer: 'sgd',
  learningRate: 0.1,
  epochs: 1,
  batchSize: 64,
  seed: 1,
};

describe('the memory of a run', () => {
  it.each(['small-conv', 'resnet8', { use: 'vit', patch: 4, depth: 2, channels: 32, heads: 2 }])(
    'is at most what gradients of %j hold, and not much less',
    async (use) => {
      const values = await countActivations(registry.build('backbone', use), imageShape, 5);
      const each = ((await peakOfGradient(use, 3)) - (await peakOfGradient(use, 1))) / 2;
      expect(4 * values).toBeLessThanOrEqual(each);
      expect(4 * values).toBeGreaterThan(each / 20);
    },
  );

  it('is the sum of what its data, views, weights and activations take', async () => {
    const memory = await memoryOf(await resolveExperiment(experiment, registry, noFiles), 1);
    expect(memory.data).toBe((1433 + 364) * 8 * 8);
    expect(memory.views).toBe(3 * 64 * 8 * 8 * 4);
    const larger = await resolveExperiment({ ...experiment, batchSize: 128 }, registry, noFiles);
    const twice = await memoryOf(larger, 1);
    expect(twice).toEqual({
      ...memory,
      views: 2 * memory.views,
      activations: 2 * memory.activations,
    });
    const { data, views, weights, activations } = memory;
    expect(totalOf(memory)).toBe(data + views + weights + activations);
  });

  it('is refused where the machine has less, with what takes the most', () => {
    const memory = { data: 0, views: 2 ** 20, weights: 2 ** 21, activations: 3 * 2 ** 30 };
    expect(() => checkMemory(memory, 2 ** 32)).not.toThrow();
    expect(() => checkMemory(memory, 2 ** 31)).toThrow(
      'A run needs at least 3.0 GB of memory, and this machine has 2.0 GB. 3.0 GB of it are what gradients need of a batch. Choose a smaller batchSize, smaller images, or smaller or fewer networks.',
    );
  });
});
