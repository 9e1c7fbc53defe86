import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Experiment } from '../contracts/experiment.ts';
import type { Observer, Report } from '../contracts/observer.ts';
import type { Runtime } from '../contracts/program.ts';
import { noFiles } from '../data/noFiles.ts';
import { supervised } from '../flow/edges.ts';
import { defineBackbone, defineSchedule, defineStrategy } from '../plugins/defineTraining.ts';
import { createRegistry } from '../plugins/registry.ts';
import { startEngine } from '../testing/engine.ts';
import { experiment, registry } from '../testing/plugins.ts';
import type { TrainOptions } from './options.ts';
import { train } from './train.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await startEngine();
});

const zeros = (shape: readonly number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1));

/**
 * A learning rate that is small, and from a given step on so large that weights or products
 * overflow.
 */
const explodes = (from: number) =>
  defineSchedule({
    id: 'explodes',
    about: 'Too much.',
    options: z.object({ to: z.number().default(1e39).describe('How much.') }),
    create:
      ({ to }) =>
      ({ step }: { step: number }) =>
        step < from ? 0.01 : to,
  });
/**
 * Its answers in evaluation do not depend on its weights, so they never show that weights diverged.
 */
const deaf = defineBackbone({
  id: 'deaf',
  about: 'A linear classifier that answers nothing in evaluation.',
  create: () => ({
    heads: ['out'],
    deployed: 'out',
    forward(scope, images, classes) {
      const flat = tf.reshape(images, [images.shape[0], -1]) as Tensor2D;
      const kernel = scope.param('kernel', [flat.shape[1], classes], zeros) as Tensor2D;
      const bias = scope.param('bias', [classes], zeros);
      const logits = scope.training
        ? tf.add(tf.matMul(flat, kernel), bias)
        : tf.zeros([images.shape[0], classes]);
      return { out: { logits: logits as Tensor2D } };
    },
  }),
});
/** Scales the supervised loss by a learned number, which is the only value that diverges. */
const scaled = defineStrategy({
  id: 'scaled',
  about: 'Scales answers by a number of its own.',
  create: () => ({
    flow(peers, { scope }) {
      const scale = scope.param('scale', [], zeros);
      return {
        edges: supervised(peers).map((edge) => ({
          ...edge,
          to: `${edge.to}~`,
        })),
        virtual: Object.fromEntries(
          peers.map((peer) => [
            `${peer.id}~`,
            { of: peer.id, logits: tf.mul(peer.logits, tf.add(1, scale)) as Tensor2D },
          ]),
        ),
      };
    },
  }),
});
const wild = (from: number) =>
  createRegistry([{ plugins: [...registry.list(), explodes(from), deaf, scaled] }]) as never;

const still = 'constant';
const one = (changes: Partial<Experiment>, from: number) =>
  [
    experiment({
      strategy: 'independent',
      networks: { a: { backbone: 'perceptron' } },
      learningRate: 'explodes',
      ...changes,
    }),
    wild(from),
  ] as const;

async function reportsOf(
  [described, plugins]: ReturnType<typeof one>,
  more: Partial<TrainOptions>,
) {
  const reports: Report[] = [];
  let error: unknown;
  try {
    for await (const report of train(described, {
      registry: plugins,
      runtime,
      files: noFiles,
      ...more,
    }))
      reports.push(report);
  } catch (caught) {
    error = caught;
  }
  return { reports, error };
}

describe('a run that diverges ends with Diverged, wherever that is seen first', () => {
  // Two epochs of six steps with validation, or of seven without.
  const without = { validation: { fraction: 0, seed: 0 } } as const;
  const frozen = { networks: { a: { backbone: 'deaf' } } } as const;
  it.each([
    ['in the loss, at the second step', one({}, 0), 1, 'loss'],
    ['in the loss, later', one({}, 3), 4, 'loss'],
    ['in the answers on validation, after the last step of an epoch', one({}, 5), 5, 'validation'],
    [
      'in the answers on test, where there is no validation',
      one({ ...without, evaluate: 1 }, 6),
      6,
      'test',
    ],
    [
      'in the loss of the next epoch, where neither is evaluated',
      one({ ...without, evaluate: 2 }, 6),
      7,
      'loss',
    ],
    ['in the answers after the last step of all', one({}, 11), 11, 'validation'],
    ['in weights that no answer shows, at the end', one({ ...frozen }, 11), 11, 'weights'],
    [
      'in the answers, whose weights are large and finite',
      one({ learningRate: { use: 'explodes', to: 1e37 } }, 5),
      5,
      'validation',
    ],
    ['in the only step', one({ epochs: 1, batchSize: 81 }, 0), 0, 'validation'],
    [
      "in the strategy's parameters",
      one(
        {
          strategy: 'scaled',
          networks: { a: { backbone: 'perceptron', learningRate: still } },
        },
        11,
      ),
      11,
      'weights',
    ],
  ] as const)('%s', async (_, run, step, where) => {
    const { error, reports } = await reportsOf(run, {});
    expect(error).toMatchObject({ name: 'Diverged', step, where });
    const { message, metrics } = error as { message: string; metrics: readonly string[] };
    expect(message).toMatch(
      where === 'loss'
        ? /^At step \d+ the loss is not a finite number: edge ce/
        : /^After step \d+ /,
    );
    expect(message).toMatch(/(network a|of the strategy|answers of a)/);
    expect(message.split('\n')).toHaveLength(1);
    expect(metrics.length).toBeGreaterThan(0);
    for (const { metrics: reported } of reports)
      expect([...reported.values].every(Number.isFinite)).toBe(true);
  });

  it('names the tensors', async () => {
    const { error } = await reportsOf(one({}, 5), {});
    expect((error as Error).message).toMatch(
      /^After step 5 the answers of a on the validation split are not finite numbers, for these weights are not: hidden\/kernel of network a, /,
    );
  });

  it('writes no checkpoint of it', async () => {
    // Step 4 is within the first epoch, and step 5 is the last one of it.
    for (const [from, checkpoints] of [
      [4, 4],
      [5, 5],
    ] as const) {
      const kept: Uint8Array[] = [];
      const keeps: Observer = {
        name: 'keeps',
        see: () => 'checkpoint',
        keep: (_, bytes) => {
          kept.push(bytes);
        },
      };
      const { error } = await reportsOf(one(frozen, from), { observers: [keeps] });
      const undisturbed = await reportsOf(one(frozen, from), {});
      expect(kept).toHaveLength(checkpoints);
      expect(error).toMatchObject({ name: 'Diverged', step: 5 });
      if (from === 4) expect(error).toEqual(undisturbed.error);
    }
  });
});
