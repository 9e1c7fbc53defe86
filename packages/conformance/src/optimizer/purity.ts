import type { Optimizer } from '@codistill/core';
import { expect, it } from 'vitest';
import { countTensors, type Settings } from '../settings.ts';
import { expectSameBits } from '../tools/same.ts';
import { names, run } from './updates.ts';

/**
 * Declares the tests that an update depends only on its inputs, and is one graph without memory
 * leaks.
 */
export function describePurity(make: () => Optimizer, settings: Settings): void {
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
}
