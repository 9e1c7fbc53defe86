import type { Dataset, Targets } from '@codistill/core';
import { expect, it } from 'vitest';
import { type OpenedSplits, skipReason } from './opened.ts';

/**
 * Declares the tests that the declared facts of a dataset are consistent with each other and with
 * its labels.
 */
export function describeStatedFacts(dataset: Dataset, opened: OpenedSplits): void {
  it('states facts that fit each other', () => {
    const { classes = 2 } = dataset;
    expect(Number.isInteger(classes) && classes > 1).toBe(true);
    expect(dataset.imageShape.every((side) => Number.isInteger(side) && side > 0)).toBe(true);
    expect(dataset.mean).toHaveLength(dataset.imageShape[2]);
    expect(dataset.std).toHaveLength(dataset.imageShape[2]);
    expect(dataset.mean.every((mean) => mean >= 0 && mean <= 1)).toBe(true);
    expect(dataset.std.every((std) => std > 0 && std <= 1)).toBe(true);
    expect(dataset.splits).toContain('train');
    expect(new Set(dataset.splits).size).toBe(dataset.splits.length);
  });
  it('has labels in range, and every class in training', ({ skip }) => {
    if (opened.size === 0) skip(skipReason);
    for (const { targets, size, attributes = {} } of opened.values()) {
      expect(size).toBeGreaterThan(0);
      expectTargets(targets, size, dataset);
      for (const values of Object.values(attributes)) expect(values).toHaveLength(size);
    }
    const { targets } = opened.get('train')!;
    if (targets.kind === 'class') expect(new Set(targets.values).size).toBe(dataset.classes);
  });
}

function expectTargets(targets: Targets, size: number, { classes }: Dataset): void {
  if (targets.kind === 'class') {
    expect(targets.values).toBeInstanceOf(Int32Array);
    expect(targets.values).toHaveLength(size);
    expect(targets.values.every((label) => label >= 0 && label < (classes ?? 0))).toBe(true);
    return;
  }
  expect(targets.values).toHaveLength(size * targets.width);
  const allowed = (value: number) =>
    targets.kind === 'bits' ? value === 0 || value === 1 : Number.isFinite(value);
  expect(targets.values.every((value) => allowed(value))).toBe(true);
}
