import type { Optimizer } from '@codistill/core';
import { expect, it } from 'vitest';
import { expectSameBits } from '../tools/same.ts';
import { names, run, shapes } from './updates.ts';

/** Declares the tests of an update's result: all names and shapes, and changed, finite values. */
export function describeParameters(make: () => Optimizer): void {
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
}
