import { type Pass, parseMetric, stream, type Targets, type Task } from '@codistill/core';
import { passesOf, splitOf } from '@codistill/core/engine';
import { expect, it } from 'vitest';
import { examples } from './targets.ts';

const splits = ['train', 'test', 'query', 'gallery'];
const [alone, together] = [['a'], ['a', 'b']] as const;

/** Declares the tests of a task's metrics. */
export function describeEvaluator(task: Task, targets: (seed: number) => Targets): void {
  const made = targets(1);
  const request = { validation: { fraction: 0.25, seed: 1 }, seed: 2 };
  const split = splitOf(task, made, {}, request);
  const fitted = task.fit(made, split.train, { classes: 4 });
  const passes = passesOf(task, splits, split);
  const [main] = task.metrics;

  /** The metrics of a pass; `gives` are the values of a peer for some examples. */
  const measured = (
    pass: Pass,
    networks: readonly string[],
    batchSize: number,
    gives: (peer: string, positions: Int32Array) => Float32Array,
  ) => {
    const byRole = <T>(value: T) => Object.fromEntries(pass.parts.map(({ role }) => [role, value]));
    const evaluator = task.evaluator({
      pass,
      fitted,
      targets: byRole(made),
      attributes: byRole({}),
      deployed: networks.map((network) => ({ network, peer: network })),
    });
    for (const { role, positions } of pass.parts) {
      const all = positions ?? Int32Array.from({ length: examples }, (_, i) => i);
      for (let start = 0; start < all.length; start += batchSize) {
        const here = all.slice(start, start + batchSize);
        const peers = Object.fromEntries(networks.map((id) => [id, gives(id, here)]));
        evaluator.add({ role, positions: here, peers });
      }
    }
    return evaluator.end();
  };
  const random = (peer: string, positions: Int32Array) =>
    Float32Array.from(
      [...positions].flatMap((at) => {
        const rng = stream(at, `conformance/evaluator/${peer}`, 0);
        return Array.from({ length: fitted.outputs }, () => rng.normal());
      }),
    );

  it('names its metrics once, in words', () => {
    const names = task.metrics.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, words } of task.metrics) {
      expect(name).toMatch(/^[a-zA-Z][\w-]*$/);
      expect(words).not.toBe('');
    }
  });
  it('measures what it names: for each network, their mean and their ensemble', () => {
    for (const pass of passes)
      for (const networks of [alone, together]) {
        const metrics = measured(pass, networks, 8, random);
        expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
        expect(metrics).toHaveProperty([main.name]);
        for (const id of networks) expect(metrics).toHaveProperty([`${main.name}/${id}`]);
        const mean = networks.reduce((sum, id) => sum + metrics[`${main.name}/${id}`]!, 0);
        expect(metrics[main.name]).toBeCloseTo(mean / networks.length, 9);
        const known = new Set([...task.metrics.map(({ name }) => name), 'disagreement']);
        for (const name of Object.keys(metrics)) expect(known).toContain(parseMetric(name).measure);
      }
  });
  it('measures the same from batches of any size', () => {
    for (const pass of passes) {
      const whole = measured(pass, together, examples, random);
      for (const batchSize of [1, 3, 7])
        for (const [name, value] of Object.entries(measured(pass, together, batchSize, random)))
          expect(value, name).toBeCloseTo(whole[name]!, 9);
    }
  });
  if (task.gathers === 'embedding') return;
  it(`finds right answers better than wrong ones: ${main.words} is ${main.higherIsBetter ? 'higher' : 'lower'}`, () => {
    const sign = main.higherIsBetter ? 1 : -1;
    const scale = task.distribution === 'gaussian' ? 1 : 6;
    const right = (_: string, positions: Int32Array) =>
      task
        .encode(made, positions, fitted)
        .map((y) => (task.distribution === 'bernoulli' ? scale * (2 * y - 1) : scale * y));
    const wrong = (peer: string, positions: Int32Array) => right(peer, positions).map((z) => -z);
    for (const pass of passes) {
      const value = (gives: typeof right) => measured(pass, alone, 8, gives)[main.name]!;
      expect(sign * value(right)).toBeGreaterThan(sign * value(random));
      expect(sign * value(random)).toBeGreaterThan(sign * value(wrong));
    }
  });
}
