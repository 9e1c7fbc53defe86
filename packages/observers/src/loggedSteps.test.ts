import { describe, expect, it } from 'vitest';
import { loggedSteps } from './loggedSteps.ts';

/** The steps that a run of `steps` steps writes. */
function written(steps: number, most: number): number[] {
  const isLogged = loggedSteps(most);
  return Array.from({ length: steps }, (_, step) => step).filter((step) =>
    isLogged({ step, progress: step / steps }),
  );
}

describe('the steps that are logged', () => {
  it.each([
    [1, 8000],
    [2, 2],
    [8000, 8000],
    [100, 101],
    [3, 1000],
  ])('are all %i, where at most %i may be', (steps, most) => {
    expect(written(steps, most)).toEqual(Array.from({ length: steps }, (_, i) => i));
  });
  it.each([
    [8001, 8000],
    [130_000, 8000],
    [78_200, 8000],
    [1_000_000, 100],
    [999, 7],
    [10, 2],
  ])('are of %i at most %i, in pairs, over the whole run', (steps, most) => {
    const found = written(steps, most);
    expect(found.length).toBeLessThanOrEqual(most);
    expect(found.length).toBeGreaterThan(0.3 * most);
    const length = Math.ceil(steps / Math.floor(most / 2));
    const intervals = new Map<number, number[]>();
    for (const step of found) {
      const at = Math.floor(step / length);
      intervals.set(at, [...(intervals.get(at) ?? []), step]);
    }
    const whole = [...intervals].filter(([at]) => (at + 1) * length <= steps);
    expect(whole).toHaveLength(Math.floor(steps / length));
    for (const [, pair] of whole) expect(pair).toEqual([pair[0]!, pair[0]! + 1]);
  });
  it('are none where none may be, and the first where one may be', () => {
    expect(written(50, 0)).toEqual([]);
    expect(written(50, 1)).toEqual([0]);
  });
  it('miss nothing that returns at a period of steps', () => {
    for (const period of [2, 3, 4, 5, 10, 13, 16]) {
      const seen = new Set(written(16_000, 1000).map((step) => step % period));
      expect(seen.size, `period ${period}`).toBe(period);
    }
  });
  it('are a function of the step: a run that goes on anywhere has the same', () => {
    const all = written(5000, 100);
    for (const from of [1, 49, 50, 2501, 4999]) {
      const isLogged = loggedSteps(100);
      const rest = Array.from({ length: 5000 - from }, (_, i) => from + i).filter((step) =>
        isLogged({ step, progress: step / 5000 }),
      );
      expect(rest).toEqual(all.filter((step) => step >= from));
    }
  });
});
