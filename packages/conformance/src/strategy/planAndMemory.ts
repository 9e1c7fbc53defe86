import { stream } from '@codistill/core';
import { expect, it } from 'vitest';
import { runFlow } from '../tools/flow.ts';
import { moments } from '../tools/moments.ts';
import type { Casts } from './casts.ts';

/**
 * Declares the tests of a strategy's plans and memory: plans have plain values, memory has the
 * declared shapes, and holds are 0 or 1.
 */
export function describePlanAndMemory(casts: Casts): void {
  it('plans in numbers, strings, booleans and arrays, the same for the same random numbers', () => {
    for (const { setup } of casts())
      for (const moment of moments()) {
        const make = () =>
          setup.strategy.plan?.(moment, stream(3, 'strategy/plan', moment.step)) ?? {};
        const plan = make();
        expect(make()).toEqual(plan);
        for (const value of Object.values(plan)) {
          if (typeof value === 'object')
            expect(value instanceof Float32Array || value instanceof Int32Array).toBe(true);
          else expect(['number', 'string', 'boolean']).toContain(typeof value);
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        }
      }
  });
  it('keeps the memory that it declares, of the same shapes, and holds with 0 and 1', () => {
    for (const cast of casts()) {
      const declared = cast.setup.strategy.memory?.(cast.setup.setting) ?? {};
      const { memory, hold } = runFlow(cast, { seed: 1 });
      for (const [name, shape] of Object.entries(memory)) {
        expect(Object.keys(declared)).toContain(name);
        expect(shape).toEqual(declared[name]!.shape);
      }
      for (const value of Object.values(hold)) expect([0, 1]).toContain(value);
    }
  });
}
