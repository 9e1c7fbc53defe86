import { type Backbone, InputError, type Named, softmaxCrossEntropy } from '@codistill/core';
import {
  applyScope,
  initScope,
  randomValues,
  valueAndGrad,
  withoutHostReads,
} from '@codistill/core/engine';
import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import {
  countTensors,
  named,
  type PluginOf,
  type Settings,
  startRuntime,
  subjectOf,
} from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { smallExperiment } from './tools/experiment.ts';
import { expectResumes } from './tools/resume.ts';
import { expectSameBits } from './tools/same.ts';
import { randomOf, traced } from './tools/trace.ts';

/** Settings for the tests of a backbone. */
export interface BackboneSettings extends Settings {
  /** Height, width and channels of the images; default 8, 8, 3. */
  readonly imageShape?: readonly [number, number, number];
}

const classes = 4;

/**
 * Tests of a backbone: heads and shapes, purity, an unchanged graph, predictions in evaluation that
 * do not depend on the batch, gradients of all parameters, resume, no memory leak, and an effect of
 * every option.
 */
export function describeBackbone(
  plugin: PluginOf<'backbone'>,
  settings: BackboneSettings = {},
): void {
  const subject = subjectOf(plugin, settings);
  const imageShape = settings.imageShape ?? [8, 8, 3];
  describe(`backbone ${plugin.id}`, () => {
    let runtime: Awaited<ReturnType<typeof startRuntime>>;
    beforeAll(async () => {
      runtime = await startRuntime(settings);
    });
    describeFacts('backbone', subject);

    for (const set of subject.sets) {
      describe(named(set), () => {
        const backbone = subject.build(set);
        it('predicts with every head that it names, from images of any number', () => {
          expect(backbone.heads.length).toBeGreaterThan(0);
          expect(new Set(backbone.heads).size).toBe(backbone.heads.length);
          expect(backbone.heads).toContain(backbone.deployed);
          for (const training of [true, false])
            for (const batch of [1, 3]) {
              const { heads } = look(backbone, { batch, training, imageShape });
              for (const head of backbone.heads) {
                expect(Object.keys(heads)).toContain(head);
                expect(heads[head]!.shape).toEqual([batch, classes]);
                expect(heads[head]!.logits.every(Number.isFinite)).toBe(true);
                if (heads[head]!.features) expect(heads[head]!.features![0]).toBe(batch);
                if (heads[head]!.stages && heads[head]!.features)
                  expect(heads[head]!.stages!.at(-1)).toEqual(heads[head]!.features);
              }
            }
        });
        it('makes as many classes as it is asked for', () => {
          for (const count of [2, 11])
            for (const { shape } of Object.values(
              look(backbone, { imageShape, classes: count }).heads,
            ))
              expect(shape).toEqual([2, count]);
        });
        it('is pure: the same again, parameters, statistics and images untouched, one graph, nothing read back, no leak', () => {
          const before = countTensors(settings);
          for (const training of [true, false]) {
            const first = look(backbone, { imageShape, training });
            const again = look(backbone, { imageShape, training });
            const other = look(backbone, { imageShape, training, seed: 3 });
            for (const head of backbone.heads)
              expectSameBits(again.heads[head]!.logits, first.heads[head]!.logits, head);
            expect(first.untouched).toBe(true);
            expect(other.trace).toEqual(first.trace);
          }
          expect(countTensors(settings)).toBe(before);
        });
        it('evaluates every image by itself, without random numbers', () => {
          const together = look(backbone, { imageShape, batch: 3, training: false });
          const unlike = look(backbone, { imageShape, batch: 3, training: false, random: 8 });
          const alone = look(backbone, { imageShape, batch: 1, training: false });
          for (const head of backbone.heads) {
            const [many, one] = [together.heads[head]!.logits, alone.heads[head]!.logits];
            const size = one.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
            one.forEach((value, k) => {
              expect(Math.abs(value - many[k]!) / size).toBeLessThan(1e-3);
            });
            expectSameBits(unlike.heads[head]!.logits, many, head);
          }
        });
        it('gives every parameter a gradient in some of 20 steps', () => {
          expect(parametersWithoutGradient(backbone, imageShape)).toEqual([]);
        });
        it('goes on from a checkpoint with the same bits, and leaks no tensor over steps', async () => {
          const networks = { a: { backbone: { use: plugin.id, ...settings.needs, ...set } } };
          const experiment = smallExperiment(networks, 'conformance-independent', {
            dataset: { use: 'conformance-images', shape: [...imageShape], train: 20 },
            batchSize: 4,
            perturb: { when: 'conformance-often', pool: ['conformance-noise'] },
          });
          await expectResumes(experiment, { registry: subject.registry, runtime, settings });
        });
      });
    }

    if (!settings.engineOnly)
      it('has no option without an effect', async () => {
        expect(
          await idleOptions(subject, (options) => signatureOf(subject.build(options), imageShape)),
        ).toEqual([]);
      });
  });
}

interface Looked {
  readonly heads: Readonly<
    Record<
      string,
      {
        readonly logits: Float32Array;
        readonly shape: readonly number[];
        readonly features: readonly number[] | undefined;
        readonly stages: readonly (readonly number[])[] | undefined;
      }
    >
  >;
  readonly trace: readonly string[];
  readonly untouched: boolean;
}
interface Look {
  readonly imageShape: readonly [number, number, number];
  readonly batch?: number;
  readonly training?: boolean;
  readonly classes?: number;
  /** The seed of the images. */
  readonly seed?: number;
  /** The seed of dropout and similar randomness. */
  readonly random?: number;
}

/** One forward pass. Image i is the same for all batch sizes. */
function look(
  backbone: Backbone,
  { imageShape, batch = 2, training = true, classes: count = classes, seed = 1, random = 1 }: Look,
): Looked {
  let looked!: Looked;
  tf.tidy(() => {
    const state = initialState(backbone, imageShape, count);
    const images = imagesOf(batch, imageShape, seed);
    const given = [images, ...Object.values(state.params), ...Object.values(state.stats)];
    const before = given.map((tensor) => tensor.dataSync().slice());
    const { result, trace } = traced(() =>
      withoutHostReads(() =>
        backbone.forward(applyScope('a', state, training, randomOf(random)).scope, images, count),
      ),
    );
    const untouched = given.every((tensor, i) =>
      tensor.dataSync().every((value, k) => Object.is(value, before[i]![k])),
    );
    const heads = Object.fromEntries(
      Object.entries(result).map(([name, { logits, features, stages }]) => [
        name,
        {
          logits: logits.dataSync().slice() as Float32Array,
          shape: logits.shape,
          features: features?.shape,
          stages: stages?.map(({ shape }) => shape),
        },
      ]),
    );
    looked = { heads, trace, untouched };
  });
  return looked;
}

function initialState(backbone: Backbone, imageShape: Look['imageShape'], count: number) {
  const { scope, params, stats } = initScope('a', 1);
  backbone.forward(scope, tf.zeros([2, ...imageShape]) as Tensor4D, count);
  const tensors = (values: typeof params): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(values).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
    );
  return { params: tensors(params), stats: tensors(stats) };
}

function imagesOf(batch: number, imageShape: Look['imageShape'], seed: number): Tensor4D {
  const images = Array.from({ length: batch }, (_, i) =>
    randomValues(seed, `image/${i}`, 0, 'normal', imageShape),
  );
  return tf.tensor4d(
    images.flatMap((image) => [...image]),
    [batch, ...imageShape],
  );
}

/**
 * The names of the parameters whose gradient was 0 in each of up to 20 steps of gradient descent.
 */
function parametersWithoutGradient(
  backbone: Backbone,
  imageShape: Look['imageShape'],
): readonly string[] {
  let left: readonly string[] = [];
  tf.tidy(() => {
    const start = initialState(backbone, imageShape, classes);
    let params: Named<Tensor> = start.params;
    left = Object.keys(params);
    for (let step = 0; step < 20 && left.length > 0; step++) {
      params = tf.tidy(() => {
        const images = imagesOf(4, imageShape, 100 + step);
        const labels = tf.cast(
          tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), classes),
          'float32',
        ) as Tensor2D;
        const { grads } = valueAndGrad(() => {
          const heads = backbone.forward(
            applyScope('a', { params, stats: start.stats }, true, randomOf(1, step)).scope,
            images,
            classes,
          );
          const costs = backbone.heads.map((head) =>
            tf.mean(softmaxCrossEntropy(heads[head]!.logits, labels)),
          );
          return { loss: tf.addN(costs) as Scalar, aux: {} };
        }, params);
        left = left.filter((name) => grads[name]!.dataSync().every((value) => value === 0));
        return Object.fromEntries(
          Object.entries(params).map(([name, value]) => [
            name,
            tf.sub(value, tf.mul(0.02, grads[name]!)),
          ]),
        );
      });
    }
  });
  return left;
}

/**
 * The heads, the shapes of parameters, the predictions in training and in evaluation, and the
 * gradients. Only the heads, if the backbone rejects images of this shape.
 */
function signatureOf(backbone: Backbone, imageShape: Look['imageShape']): unknown {
  const { heads, deployed } = backbone;
  let signature: unknown = { heads, deployed };
  try {
    tf.tidy(() => {
      const { params, stats } = initialState(backbone, imageShape, classes);
      const shapes = Object.entries({ ...params, ...stats }).map(
        ([name, { shape }]) => `${name} [${shape}]`,
      );
      const predictions = [true, false].map((training) =>
        Object.entries(look(backbone, { imageShape, training }).heads).map(
          ([name, { logits, features }]) => [name, [...logits], features],
        ),
      );
      signature = {
        heads,
        deployed,
        shapes,
        predictions,
        gradient: gradientSum(backbone, imageShape),
      };
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return signature;
}

/**
 * The sum of the absolute values of all gradients. Some options, such as the factor of a gradient,
 * have no other visible effect.
 */
function gradientSum(backbone: Backbone, imageShape: Look['imageShape']): number {
  const { params, stats } = initialState(backbone, imageShape, classes);
  const images = imagesOf(2, imageShape, 5);
  const { grads } = valueAndGrad(() => {
    const heads = backbone.forward(
      applyScope('a', { params, stats }, true, randomOf(1)).scope,
      images,
      classes,
    );
    return {
      loss: tf.addN(
        backbone.heads.map((head) => tf.mean(tf.square(heads[head]!.logits))),
      ) as Scalar,
      aux: {},
    };
  }, params);
  return Object.values(grads).reduce(
    (sum, grad) => sum + (tf.sum(tf.abs(grad)).dataSync()[0] ?? 0),
    0,
  );
}
