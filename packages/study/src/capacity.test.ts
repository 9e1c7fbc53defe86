import { describe, expect, it } from 'vitest';
import { hasRoom, runsByCores, viewThreads } from './capacity.ts';

describe('how many runs go at once', () => {
  it('is one a core, or one where the engine takes all cores', () => {
    expect(runsByCores({ name: 'wasm' }, 8)).toBe(8);
    expect(runsByCores({ name: 'tensorflow' }, 8)).toBe(1);
    expect(runsByCores({ name: 'tensorflow', threads: 2 }, 8)).toBe(4);
    expect(runsByCores({ name: 'tensorflow', threads: 16 }, 8)).toBe(1);
  });

  it('is bounded by memory, to which those at work may still lay claim', () => {
    expect(hasRoom([], 5000, 10)).toBe(true);
    expect(hasRoom([1000], 1000, 1300)).toBe(true);
    expect(hasRoom([1000], 1000, 1100)).toBe(false);
    expect(hasRoom([0, 0], 1000, 3000)).toBe(false);
    expect(hasRoom([0, 0], 1000, 3400)).toBe(true);
  });

  it('leaves threads for views where cores are left', () => {
    expect(viewThreads('wasm', 2, 2)).toBe(0);
    expect(viewThreads('wasm', 1, 2)).toBe(1);
    expect(viewThreads('tensorflow', 2, 2)).toBe(1);
    expect(viewThreads('wasm', 1, 64)).toBe(4);
  });
});
