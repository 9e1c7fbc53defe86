import { type HostTensor, type Named, type Optimizer, stream } from '@codistill/core';
import { withoutHostReads } from '@codistill/core/engine';
import type { Tensor } from '@tensorflow/tfjs-core';
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
import { expectSameBits } from './tools/same.ts';
import { traced } from './tools/trace.ts';

const shapes: Readonly<Record<string, readonly number[]>> = {
  'layer/kernel': [3, 4],
  'layer/bias': [4],
  'norm/scale': [4],
  filter: [3, 3, 1, 2],
};
const names = Object.keys(shapes);

/**
 * Tests of an optimizer: purity, slots by name, an unchanged graph, no memory leak, finite values,
 * a decreasing loss, and an effect of every option.
 */
export function describeOptimizer(plugin: PluginOf<'optimizer'>, settings: Settings = {}): void {
  const subject = subjectOf(plugin, settings);
  describe(`optimizer ${plugin.id}`, () => {
    beforeAll(async () => {
      await startRuntime(settings);
    });
    describeFacts('optimizer', subject);

    for (const set of subject.sets) {
      describe(named(set), () => {
        const make = () => subject.build(set);
        it('returns parameters and slots of the names and shapes that it was given', () => {
          const { params, slots, before } = run(make(), 3);
          expect(Object.keys(params).sort()).toEqual([...names].sort());
          for (const name of names) expect(params[name]!.shape).toEqual(shapes[name]);
          expect(Object.keys(slots).sort()).toEqual(Object.keys(before.slots).sort());
          for (const [name, slot] of Object.entries(slots))
            expect(slot.shape).toEqual(before.slots[name]!.shape);
        });
        it('moves parameters, by finite numbers, and not at a learning rate of 0', () => {
          const moved = run(make(), 3);
          const still = run(make(), 3, { rate: 0 });
          for (const name of names) {
            expect(moved.params[name]!.data.every(Number.isFinite)).toBe(true);
            expect([...moved.params[name]!.data]).not.toEqual([...moved.before.params[name]!.data]);
            expectSameBits(still.params[name]!.data, still.before.params[name]!.data, name);
          }
        });
        it('stays finite at gradients of 0, of 1e4 and of 1e-12', () => {
          for (const scale of [0, 1e4, 1e-12])
            for (const { data } of Object.values(run(make(), 5, { scale }).params))
              expect(data.every(Number.isFinite), `at ${scale}`).toBe(true);
        });
        it('is pure: the same again, its inputs untouched, its history in the slots alone', () => {
          const optimizer = make();
          const first = run(optimizer, 4);
          run(optimizer, 2, { seed: 9 });
          const again = run(optimizer, 4);
          for (const name of names)
            expectSameBits(again.params[name]!.data, first.params[name]!.data, name);
          expect(first.untouched).toBe(true);
        });
        it('keeps slots by name: another order of parameters changes nothing', () => {
          const forwards = run(make(), 4);
          const backwards = run(make(), 4, { order: [...names].reverse() });
          for (const name of names)
            expectSameBits(backwards.params[name]!.data, forwards.params[name]!.data, name);
        });
        it('is one graph in every step, reads nothing back, and leaks no tensor', () => {
          const before = countTensors(settings);
          const { traces } = run(make(), 5);
          expect(new Set(traces.map((trace) => trace.join('\n'))).size).toBe(1);
          expect(countTensors(settings)).toBe(before);
        });
        it('goes downhill', () => {
          const square = (values: Named<HostTensor>) =>
            Object.values(values).reduce(
              (sum, { data }) => sum + Array.from(data).reduce((part, x) => part + x * x, 0),
              0,
            );
          const { params, before } = run(make(), 60, { rate: 0.01, bowl: true });
          expect(square(params)).toBeLessThan(square(before.params));
        });
      });
    }

    if (!settings.engineOnly)
      it('has no option without an effect', async () => {
        const signature = (optimizer: Optimizer) =>
          names.map((name) => [...run(optimizer, 6).params[name]!.data]);
        expect(await idleOptions(subject, (options) => signature(subject.build(options)))).toEqual(
          [],
        );
      });
  });
}

interface Outcome {
  readonly params: Named<HostTensor>;
  readonly slots: Named<HostTensor>;
  readonly before: { readonly params: Named<HostTensor>; readonly slots: Named<HostTensor> };
  readonly untouched: boolean;
  readonly traces: readonly (readonly string[])[];
}

/**
 * A few updates from fixed parameters, with random gradients or the gradients of the sum of
 * squares.
 */
function run(
  optimizer: Optimizer,
  steps: number,
  options: {
    readonly rate?: number;
    readonly scale?: number;
    readonly seed?: number;
    readonly order?: readonly string[];
    readonly bowl?: boolean;
  } = {},
): Outcome {
  const { rate = 0.1, scale = 1, seed = 0, order = names, bowl = false } = options;
  const random = (name: string, step: number, factor: number) => {
    const rng = stream(seed, `conformance/${name}`, step);
    return tf.tensor(
      Float32Array.from(
        { length: shapes[name]!.reduce((a, b) => a * b, 1) },
        () => factor * rng.normal(),
      ),
      [...shapes[name]!],
    );
  };
  const each = (make: (name: string) => Tensor) =>
    Object.fromEntries(order.map((name) => [name, make(name)]));
  let outcome!: Outcome;
  tf.tidy(() => {
    let params: Named<Tensor> = each((name) => random(name, 0, 1));
    let slots: Named<Tensor> = optimizer.init(params);
    const before = { params: host(params), slots: host(slots) };
    const traces: (readonly string[])[] = [];
    let untouched = true;
    for (let step = 1; step <= steps; step++) {
      const grads = bowl
        ? each((name) => tf.mul(params[name]!, 2))
        : each((name) => random(name, step, scale));
      const learningRate = tf.scalar(rate);
      const given = [params, slots, grads].map(host);
      const { result, trace } = traced(() =>
        withoutHostReads(() => optimizer.update(grads, slots, params, learningRate)),
      );
      traces.push(trace);
      untouched &&= [params, slots, grads].every(
        (values, i) => JSON.stringify(plain(host(values))) === JSON.stringify(plain(given[i]!)),
      );
      ({ params, slots } = result);
    }
    outcome = { params: host(params), slots: host(slots), before, untouched, traces };
  });
  return outcome;
}

const host = (values: Named<Tensor>): Named<HostTensor> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { shape: value.shape, data: value.dataSync().slice() as Float32Array },
    ]),
  );
const plain = (values: Named<HostTensor>) => Object.values(values).map(({ data }) => [...data]);
