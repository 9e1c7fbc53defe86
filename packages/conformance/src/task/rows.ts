import type { Targets, Task } from '@codistill/core';
import { targetsAt } from '@codistill/core/engine';
import { expect, it } from 'vitest';
import { expectSameBits } from '../tools/same.ts';
import { changedBeside, examples } from './targets.ts';

const everyOther = Int32Array.from({ length: examples / 2 }, (_, i) => 2 * i);
const facts = { classes: 4 };

/** Declares the tests of what a task learns from targets, and of the rows that it makes of them. */
export function describeRows(task: Task, targets: (seed: number) => Targets): void {
  const made = targets(1);
  const fitted = task.fit(made, everyOther, facts);

  it('learns plain JSON, from the examples trained on alone', () => {
    expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted);
    expect(Number.isInteger(fitted.outputs) && fitted.outputs > 0).toBe(true);
    if (fitted.names) expect(fitted.names).toHaveLength(fitted.outputs);
    expect(task.fit(changedBeside(made, everyOther), everyOther, facts)).toEqual(fitted);
  });
  it('makes finite rows that its distribution allows', () => {
    const rows = task.encode(made, everyOther, fitted);
    expect(rows).toBeInstanceOf(Float32Array);
    expect(rows).toHaveLength(everyOther.length * fitted.outputs);
    expect(rows.every(Number.isFinite)).toBe(true);
    if (task.distribution === 'gaussian') return;
    expect(rows.every((y) => y >= 0 && y <= 1)).toBe(true);
    if (task.distribution !== 'categorical') return;
    for (let i = 0; i < everyOther.length; i++) {
      const row = rows.subarray(i * fitted.outputs, (i + 1) * fitted.outputs);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
  });
  it('makes the same row of an example in any batch, and in a thread that has only some', () => {
    const rows = task.encode(made, everyOther, fitted);
    const reversed = task.encode(made, Int32Array.from(everyOther).reverse(), fitted);
    for (let i = 0; i < everyOther.length; i++) {
      const row = (all: Float32Array, at: number) =>
        all.slice(at * fitted.outputs, (at + 1) * fitted.outputs);
      expectSameBits(row(reversed, everyOther.length - 1 - i), row(rows, i), `row ${i}`);
    }
    const some = targetsAt(made, everyOther);
    const all = Int32Array.from(everyOther, (_, i) => i);
    expectSameBits(task.encode(some, all, fitted), rows, 'the rows of some examples');
  });
  it('groups equal examples, whichever others there are', () => {
    const { groups } = task;
    if (!groups) return;
    const whole = groups(made);
    expect(whole).toHaveLength(examples);
    const some = groups(targetsAt(made, everyOther));
    for (const [i, a] of everyOther.entries())
      for (const [j, b] of everyOther.entries())
        expect(some[i] === some[j], `${a} and ${b}`).toBe(whole[a] === whole[b]);
  });
}
