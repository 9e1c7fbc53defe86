import {
  distributions,
  type Peer,
  relu,
  softmaxCrossEntropy,
  stream,
  untaped,
} from '@codistill/core';

import { applyScope, flowLoss, valueAndGrad } from '@codistill/core/engine';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import paper from './competitive.states.paper.json' with { type: 'json' };
import repo from './competitive.states.repo.json' with { type: 'json' };
import { competitive } from './competitive.ts';
import { startEngine } from './testing/engine.ts';
import { value } from './testing/peers.ts';

// The states come from competitive.states.py, which trains three small networks by competitive
// distillation in PyTorch at learning rate 0.1.

const ids = ['a', 'b', 'c'];
const [batch, classes, size] = [8, 4, 4];
const shapes: readonly (readonly number[])[] = [[3, 3, 1, 2], [2], [2, classes], [classes]];
const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
const ofOne = sizes.reduce((a, b) => a + b, 0);

beforeAll(async () => {
  await startEngine();
});

/** The parameters of one network, sliced from the flat list. */
function paramsOf(flat: readonly number[], network: number): Record<string, Tensor> {
  let at = network * ofOne;
  return Object.fromEntries(
    shapes.map((shape, n) => {
      const data = flat.slice(at, (at += sizes[n]!));
      return [`${ids[network]}${n}`, tf.tensor(data, [...shape])];
    }),
  );
}

function viewOf(
  step: number,
  mixed: boolean,
): { readonly images: Tensor4D; readonly targets: Tensor2D } {
  const pixels = size * size;
  const classOf = (b: number) => (3 * b + step) % classes;
  const images = Array.from({ length: batch }, (_, b) =>
    Array.from({ length: pixels }, (_v, i) =>
      Math.fround(0.6 * value(1000 + step, b * pixels + i) + value(2000 + classOf(b), i)),
    ),
  );
  const targets = Array.from({ length: batch }, (_, b) =>
    Array.from({ length: classes }, (_v, k) => Number(k === classOf(b))),
  );
  const mix = (rows: readonly (readonly number[])[]) =>
    rows.map((row, b) => row.map((x, i) => 0.7 * x + 0.3 * rows[batch - 1 - b]![i]!));
  return {
    images: tf.reshape(tf.tensor2d(mixed ? mix(images) : images), [batch, size, size, 1]),
    targets: tf.tensor2d(mixed ? mix(targets) : targets),
  };
}

function peerOf(
  id: string,
  params: Readonly<Record<string, Tensor>>,
  { images, targets }: ReturnType<typeof viewOf>,
): Peer {
  const convolved = tf.conv2d(images, params[`${id}0`] as Tensor4D, 1, 'same');
  const features = relu(tf.add(convolved, params[`${id}1`]!));
  const logits = tf.add(
    tf.matMul(tf.mean(features, [1, 2]) as Tensor2D, params[`${id}2`] as Tensor2D),
    params[`${id}3`]!,
  ) as Tensor2D;
  const indices = tf.range(0, batch, 1, 'int32') as Tensor1D;
  const score = untaped(() => softmaxCrossEntropy(logits, targets));
  return { id, network: id, view: id, learns: true, logits, features, targets, indices, score };
}

const zeros = (_name: string, shape: readonly number[]) => tf.zeros([...shape]);
const noRandomness = { uniform: zeros, normal: zeros };

interface State {
  readonly params: readonly number[];
  readonly grads: readonly number[];
  readonly ce: readonly number[];
  readonly loss: number;
  readonly teachers: Readonly<Record<string, string>>;
}

/** One step from a recorded state: losses and weights by edge, and the gradient as a flat list. */
function stepFrom(state: State, step: number, strategy: ReturnType<typeof competitive>) {
  return tf.tidy(() => {
    const params = Object.assign(
      {},
      ...ids.map((_, network) => paramsOf(state.params, network)),
    ) as Record<string, Tensor>;
    const { scope } = applyScope('strategy', { params: {}, stats: {} }, true, () => noRandomness);
    const views = ids.map((_, network) => viewOf(step, network === step % 3));
    const plan =
      strategy.plan?.(
        { step, epoch: 0, stepsPerEpoch: 50, epochs: 1, progress: step / 50, history: {} },
        stream(1, 'plan', step),
      ) ?? {};
    const { loss, grads, aux } = valueAndGrad(() => {
      const peers = ids.map((id, network) => peerOf(id, params, views[network]!));
      const { loss: total, terms } = flowLoss(
        strategy.flow(peers, {
          plan: plan as never,
          memory: {},
          scope,
          distribution: distributions.categorical,
        }),
        peers,
        distributions.categorical,
      );
      return { loss: total, aux: terms };
    }, params);
    return {
      loss: loss.dataSync()[0]!,
      terms: Object.fromEntries(
        Object.entries(aux).map(([name, term]) => [name, term.dataSync()[0]!]),
      ),
      grads: ids.flatMap((id) => shapes.flatMap((_, n) => [...grads[`${id}${n}`]!.dataSync()])),
    };
  });
}

describe.each([
  ['paper', competitive(), paper.states as readonly State[]],
  ['repo', competitive({ teachers: 'better', features: 0 }), repo.states as readonly State[]],
] as const)('from each of 50 recorded states, preset %s', (_name, strategy, states) => {
  test('agrees with PyTorch in losses, teachers and gradients', () => {
    for (const [step, state] of states.entries()) {
      const found = stepFrom(state, step, strategy);
      for (const [n, id] of ids.entries()) {
        expect(
          Math.abs(found.terms[`loss/ce/labels->${id}`]! - state.ce[n]!),
          `CE of ${id} in state ${step}`,
        ).toBeLessThan(1e-5);
        const teachers = ids
          .filter((teacher) => teacher !== id && found.terms[`weight/kl/${teacher}->${id}`]! > 0)
          .join('');
        expect(teachers, `teachers of ${id} in state ${step}`).toBe(state.teachers[id]);
      }
      expect(Math.abs(found.loss - state.loss), `loss in state ${step}`).toBeLessThan(
        1e-5 * Math.max(1, state.loss),
      );
      const largest = state.grads.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
      const worst = state.grads.reduce((a, x, i) => Math.max(a, Math.abs(x - found.grads[i]!)), 0);
      expect(worst / largest, `gradient in state ${step}`).toBeLessThan(1e-4);
    }
  });

  test('every network teaches at some time', () => {
    const taught = new Set(
      states.flatMap(({ teachers }) => Object.values(teachers).flatMap((names) => [...names])),
    );
    expect([...taught].sort()).toEqual(ids);
  });
});
