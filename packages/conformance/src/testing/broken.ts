// Plugins with one fault each, and the test that must detect it. They show that the tests can fail.
import {
  type AnyPlugin,
  defineBackbone,
  defineDataset,
  defineLesson,
  defineMethod,
  defineObserver,
  defineOptimizer,
  defineOrder,
  definePerturbation,
  definePerturbationSchedule,
  defineSchedule,
  defineStrategy,
  type Files,
  kl,
  type Loss,
  type Scope,
  supervised,
} from '@codistill/core';
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

const about = 'Broken on purpose.';
const loss = (name: string, perExample: Loss['perExample']): Loss => ({
  name,
  formula: name,
  perExample,
});
let counter = 0;

const readsBack = defineStrategy({
  id: 'reads-back',
  about,
  create: () => ({
    flow: (peers) => {
      const best = peers[0]!.score.dataSync()[0]! < 1;
      return { edges: best ? supervised(peers) : supervised(peers, { weight: 2 }) };
    },
  }),
});
// The first step, with which the kit finds the groups that a strategy supports, reads nothing back.
const readsBackLater = defineStrategy({
  id: 'reads-back-later',
  about,
  create: () => ({
    plan: ({ step }) => ({ late: step > 0 }),
    flow: (peers, { plan }) => {
      const weight = plan.late && peers[0]!.score.dataSync()[0]! > 1 ? 2 : 1;
      return { edges: supervised(peers, { weight }) };
    },
  }),
});
const bakesNumbers = defineStrategy({
  id: 'bakes-numbers',
  about,
  create: () => ({
    flow: (peers) => ({
      edges: supervised(peers, { weight: tf.mul(tf.scalar(1), ++counter) as tf.Scalar }),
    }),
  }),
});
const overflows = defineStrategy({
  id: 'overflows',
  about,
  create: () => ({
    flow: (peers) => ({
      edges: supervised(peers, {
        loss: loss('naive', ({ logits }, _target, labels) => {
          const e = tf.exp(logits);
          return tf.neg(tf.log(tf.div(tf.sum(tf.mul(e, labels), 1), tf.sum(e, 1)))) as Tensor1D;
        }),
      }),
    }),
  }),
});
const deadOption = defineStrategy({
  id: 'dead-option',
  about,
  options: z.object({ strength: z.number().default(1).describe('Of nothing.') }),
  create: () => ({ flow: (peers) => ({ edges: supervised(peers) }) }),
});
const silentOption = defineStrategy({
  id: 'silent-option',
  about,
  options: z.object({ weight: z.number().default(1) }),
  create: ({ weight }) => ({ flow: (peers) => ({ edges: supervised(peers, { weight }) }) }),
});
const unlearned = defineLesson({
  id: 'unlearned',
  about,
  options: z.object({ strength: z.number().default(1).describe('Of nothing.') }),
  create: () => ({
    learn: (_pair, { scope }) => {
      scope.param('kernel', [2, 2], () => new Float32Array(4));
      return { losses: [{ loss: kl() }] };
    },
  }),
});
const teachesNobody = defineStrategy({
  id: 'teaches-nobody',
  about,
  create: () => ({ flow: (peers) => ({ edges: supervised(peers.slice(0, 1)) }) }),
});
const reshapesMemory = defineStrategy({
  id: 'reshapes-memory',
  about,
  create: () => ({
    memory: () => ({ seen: { shape: [2], data: new Float32Array(2) } }),
    flow: (peers) => ({ edges: supervised(peers), memory: { seen: tf.zeros([3]) } }),
  }),
});
const countsInSecret = defineStrategy({
  id: 'counts-in-secret',
  about,
  create: () => {
    let steps = 0;
    return {
      plan: () => ({ weight: 1 / (1 + steps++) }),
      flow: (peers, { plan }) => ({ edges: supervised(peers, { weight: plan.weight }) }),
    };
  },
});

const dense = (scope: Scope, x: Tensor2D, units: number) =>
  tf.matMul(
    x,
    scope.param('kernel', [x.shape[1], units], ([rows, columns], rng) =>
      Float32Array.from({ length: rows! * columns! }, () => rng.normal()),
    ) as Tensor2D,
  ) as Tensor2D;
const flat = (images: Tensor4D) => tf.reshape(images, [images.shape[0], -1]) as Tensor2D;
const unusedParameter = defineBackbone({
  id: 'unused-parameter',
  about,
  create: () => ({
    heads: ['out'],
    deployed: 'out',
    forward(scope, images, classes) {
      scope.param('forgotten', [3], () => new Float32Array(3));
      return { out: { logits: dense(scope, flat(images), classes) } };
    },
  }),
});
const looksAtOthers = defineBackbone({
  id: 'looks-at-others',
  about,
  create: () => ({
    heads: ['out'],
    deployed: 'out',
    forward: (scope, images, classes) => ({
      out: {
        logits: dense(
          scope,
          tf.sub(flat(images), tf.mean(flat(images), 0, true)) as Tensor2D,
          classes,
        ),
      },
    }),
  }),
});
const missingHead = defineBackbone({
  id: 'missing-head',
  about,
  create: () => ({
    heads: ['out', 'other'],
    deployed: 'out',
    forward: (scope, images, classes) => ({ out: { logits: dense(scope, flat(images), classes) } }),
  }),
});

const inPlace = definePerturbation({
  id: 'in-place',
  about,
  create: () => ({
    space: 'pixels',
    apply: (batch, rng) => ({ ...batch, pixels: batch.pixels.fill(rng.uniform(), 0, 5) }),
  }),
});
const doubleLabels = definePerturbation({
  id: 'double-labels',
  about,
  create: () => ({
    space: 'pixels',
    apply: (batch) => ({ ...batch, targets: batch.targets.map((y) => 2 * y) }),
  }),
});
const forgetsTheSeed = definePerturbation({
  id: 'forgets-the-seed',
  about,
  create: () => ({
    space: 'pixels',
    apply: (batch) => ({ ...batch, pixels: batch.pixels.map((x) => x / ++counter) }),
  }),
});
const strangers = definePerturbationSchedule({
  id: 'strangers',
  about,
  create: () => ({
    plan: (_moment, _rng, _networks, pool) => [{ network: 'nobody', perturbation: pool[0]! }],
  }),
});
const remembers = defineSchedule({ id: 'remembers', about, create: () => () => ++counter });
const divides = defineSchedule({
  id: 'divides-by-nothing',
  about,
  create:
    () =>
    ({ epoch }) =>
      1 / epoch,
});
const ragged = defineOrder({
  id: 'ragged',
  about,
  create: () => ({ epoch: (labels, _size, rng) => rng.permutation(labels.length) }),
});

const byPosition = defineOptimizer({
  id: 'by-position',
  about,
  create: () => ({
    init: () => ({ first: tf.scalar(0) }),
    update(grads, _slots, params, rate) {
      const names = Object.keys(params);
      const next = names.map(
        (name, i) =>
          [name, tf.sub(params[name]!, tf.mul(tf.mul(rate, i + 1), grads[name]!))] as const,
      );
      return { params: Object.fromEntries(next), slots: { first: tf.scalar(1) } };
    },
  }),
});
const keeps = defineOptimizer({
  id: 'keeps-tensors',
  about,
  create: () => ({
    init: () => ({}),
    update: (grads, slots, params, rate) => ({
      slots,
      params: Object.fromEntries(
        Object.entries(params).map(([name, value]) => [
          name,
          tf.keep(tf.sub(value, tf.mul(rate, grads[name]!))),
        ]),
      ),
    }),
  }),
});

const onlyForwards = defineDataset({
  id: 'only-forwards',
  about,
  create: () => ({
    open: async () => ({
      facts: {
        classes: 2,
        channels: 1,
        size: { height: 2, width: 2 },
        mean: [0],
        std: [0.1],
      },
      splits: {
        train: {
          size: 10,
          targets: { kind: 'class', values: Int32Array.from({ length: 10 }, (_, i) => i % 3) },
          read: async (indices) => new Uint8Array(indices.length * 4).fill(++counter),
        },
      },
    }),
  }),
});
const changesTheBase = defineMethod({
  id: 'changes-the-base',
  about,
  create: () => ({ arm: (base) => Object.assign(base, { seed: base.seed + 1 }) }),
});
const unknownStrategy = defineMethod({
  id: 'unknown-strategy',
  about,
  create: () => ({ arm: (base) => ({ ...base, strategy: 'no-such-strategy' }) }),
});
const meddles = defineObserver({
  id: 'meddles',
  about,
  create: () => ({
    see: ({ metrics }) => {
      metrics.values[0] = 0;
    },
  }),
});
const forgetful = defineObserver({
  id: 'forgetful',
  about,
  create: () => {
    let seen = 0;
    return { see: () => (++seen > 8 ? 'stop' : undefined), save: () => String(seen) };
  },
});
/** Appends a byte for each report, with one fault. */
const appending = (
  id: string,
  fault: 'unsynced' | 'uncut' | 'late' | 'clock',
): AnyPlugin & { readonly kind: 'observer' } =>
  defineObserver({
    id,
    about,
    create: () => {
      let files: Files | undefined;
      let size = 0;
      return {
        async begin(given) {
          files = given.files;
          size = Number.parseInt(given.resumed?.saved ?? '0', 10);
          if (fault !== 'uncut') await files?.truncate('bytes', size);
        },
        async see() {
          await files?.append('bytes', 'x');
          size++;
        },
        async save() {
          if (fault !== 'unsynced') await files?.sync('bytes');
          return fault === 'clock' ? `${size} at ${Date.now()}` : String(size);
        },
        async close(how) {
          if (fault === 'late' || how !== 'superseded') await files?.append('bytes', '.');
        },
      };
    },
  });
const unsynced = appending('unsynced', 'unsynced');
const uncut = appending('uncut', 'uncut');
const late = appending('late', 'late');
const clocked = appending('clocked', 'clock');
const namesItself = defineObserver({
  id: 'names-itself',
  about,
  create: () => ({ name: 'other', see: () => {} }),
});

/** For each plugin, a part of the name of a test that must fail. */
export const broken: readonly (readonly [AnyPlugin, test: string])[] = [
  [readsBack, 'holds for a group of networks'],
  [readsBackLater, 'is pure'],
  [bakesNumbers, 'is one graph'],
  [overflows, 'is finite at logits of 1e4'],
  [deadOption, 'has no option without an effect'],
  [silentOption, 'describes every option'],
  [unlearned, 'has no option without an effect'],
  [unlearned, 'every parameter of its own, a gradient'],
  [teachesNobody, 'gives every network that learns'],
  [reshapesMemory, 'keeps the memory'],
  [countsInSecret, 'the same for the same random numbers'],
  [unusedParameter, 'gives every parameter a gradient'],
  [looksAtOthers, 'evaluates every image by itself'],
  [missingHead, 'predicts with every head'],
  [inPlace, 'leaves the batch as it was'],
  [doubleLabels, 'like the one it got'],
  [forgetsTheSeed, 'is a function of the batch'],
  [strangers, 'names some of'],
  [remembers, 'is a function of the moment'],
  [divides, 'is a finite number'],
  [ragged, 'gives whole batches'],
  [byPosition, 'keeps slots by name'],
  [keeps, 'leaks no tensor'],
  [onlyForwards, 'reads any examples'],
  [onlyForwards, 'has labels in range'],
  [changesTheBase, 'leaves the base as it was'],
  [unknownStrategy, 'resolves with the registry'],
  [meddles, 'changes no report'],
  [forgetful, 'goes on from what it saved'],
  [unsynced, 'goes on from what it saved'],
  [uncut, 'in files cut back to that'],
  [uncut, 'nothing of an older one'],
  [late, 'writes nothing when superseded'],
  [clocked, 'saves text without a time'],
  [namesItself, 'is called like its plugin'],
];
