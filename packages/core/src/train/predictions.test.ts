import { describe, expect, it } from 'vitest';
import type { Targets } from '../contracts/data.ts';
import type { Pass, Task } from '../contracts/task.ts';
import type { Resolved } from '../data/resolve.ts';
import { predicting } from './predictions.ts';

/** What a pass over three examples of the split 'test' needs, in the order 2, 0, 1. */
const resolved = (
  task: Pick<Task, 'distribution' | 'gathers'> & Partial<Task>,
  targets: Targets,
  outputs: number,
): Resolved =>
  ({
    task,
    fitted: { outputs, facts: {} },
    splits: new Map([['test', { size: 3, targets }]]),
  }) as unknown as Resolved;
const pass: Pass = {
  name: 'test',
  parts: [{ split: 'test', positions: Int32Array.of(2, 0, 1), role: 'test' }],
};
const classes = { kind: 'class', values: Int32Array.of(0, 1, 0) } as const;

/** Adds the outputs of a peer in two batches. */
function predicted(given: Resolved, outputs: number, values: readonly number[]) {
  const all = Float32Array.from(values);
  const predictions = predicting(given, pass)!;
  for (const [from, to] of [
    [0, 2],
    [2, 3],
  ] as const)
    predictions.add({
      role: 'test',
      positions: pass.parts[0]!.positions!.slice(from, to),
      peers: { a: all.slice(from * outputs, to * outputs) },
    });
  return predictions.end();
}

describe('the predictions of an evaluation', () => {
  it('of classes are the first of the highest, and its probability', () => {
    const logits = [0, Math.log(3), 5, 5, 1e4, -1e4];
    const [found] = predicted(resolved({ distribution: 'categorical' }, classes, 2), 2, logits);
    expect(found).toEqual({
      kind: 'class',
      split: 'test',
      role: 'test',
      positions: Int32Array.of(2, 0, 1),
      targets: Int32Array.of(0, 0, 1),
      peers: {
        a: { answer: Int32Array.of(1, 0, 0), probability: Float32Array.of(0.75, 0.5, 1) },
      },
    });
  });

  it.each([
    ['bernoulli', 'bits', (z: number) => 1 / (1 + Math.exp(-z))],
    ['gaussian', 'numbers', (z: number) => z],
  ] as const)('of %s outputs are %s: their means', (distribution, kind, mean) => {
    const rows = Float32Array.of(1, 0, 0, 1, 1, 1);
    const task = { distribution, encode: () => rows };
    const targets = { kind: 'numbers', values: rows, width: 2 } as const;
    const logits = [0, 1, -2, 3, 0.5, -0.5];
    const [found] = predicted(resolved(task, targets, 2), 2, logits);
    if (found?.kind === 'class') throw new Error('classes');
    expect(found).toMatchObject({ kind, outputs: 2, targets: rows });
    for (const [i, value] of found!.peers['a']!.mean.entries())
      expect(value).toBeCloseTo(mean(logits[i]!), 6);
  });

  it('of embeddings are none', () => {
    const task = { distribution: 'categorical', gathers: 'embedding' } as const;
    expect(predicting(resolved(task, classes, 2), pass)).toBe(undefined);
  });
});
