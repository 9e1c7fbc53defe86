import type { SplitRequest, Targets, Task, TrainSplit } from '@codistill/core';
import { passesOf, splitOf } from '@codistill/core/engine';
import { expect, it } from 'vitest';
import { examples } from './targets.ts';

const request: SplitRequest = { validation: { fraction: 0.25, seed: 1 }, seed: 2 };

/** Declares the tests of how a task divides the training split, and of what it evaluates. */
export function describeSplits(task: Task, targets: (seed: number) => Targets): void {
  const split = (changes: Partial<SplitRequest> = {}): TrainSplit =>
    splitOf(task, targets(1), {}, { ...request, ...changes });

  it('divides the training split in two, and no example is in both', () => {
    const { train, validation } = split();
    expect(validation.length).toBeGreaterThan(0);
    expect(train.length).toBeGreaterThan(0);
    const all = [...train, ...validation];
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((position) => position >= 0 && position < examples)).toBe(true);
    expect([...train]).toEqual([...train].sort((a, b) => a - b));
  });
  it('keeps the validation split for all seeds and numbers of examples', () => {
    const { validation } = split();
    expect(split({ seed: 9 }).validation).toEqual(validation);
    const fewer = split({ examples: 8 });
    expect(fewer.validation).toEqual(validation);
    expect(fewer.train).toHaveLength(8);
    const drawn = (seed: number) => split({ seed, examples: { count: 8, seed: 'run' } }).train;
    expect(drawn(3)).toEqual(drawn(3));
    expect([4, 5, 6].some((seed) => `${drawn(seed)}` !== `${drawn(3)}`)).toBe(true);
  });
  it('leaves all examples to training without validation', () => {
    const { validation } = split({ validation: { fraction: 0, seed: 1 } });
    expect(validation).toHaveLength(0);
  });
  it('evaluates validation and test, in parts with roles of their own', () => {
    const passes = passesOf(task, ['train', 'test', 'query', 'gallery'], split());
    expect(passes.map(({ name }) => name)).toContain('validation');
    expect(new Set(passes.map(({ name }) => name)).size).toBe(passes.length);
    for (const { parts } of passes)
      expect(new Set(parts.map(({ role }) => role)).size).toBe(parts.length);
  });
}
