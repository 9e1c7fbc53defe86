import type { Dataset } from '@codistill/core';
import { classesOf } from '@codistill/core/engine';
import { expect, it } from 'vitest';
import { type OpenedSplits, skipReason } from './opened.ts';

/**
 * Declares the tests that the declared facts of a dataset are consistent with each other and with
 * its labels.
 */
export function describeStatedFacts(dataset: Dataset, opened: OpenedSplits): void {
  it('states facts that fit each other', () => {
    expect(Number.isInteger(dataset.classes) && dataset.classes > 1).toBe(true);
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
      const labels = classesOf(targets);
      expect(labels).toBeInstanceOf(Int32Array);
      expect(labels).toHaveLength(size);
      expect(size).toBeGreaterThan(0);
      expect(labels.every((label) => label >= 0 && label < dataset.classes)).toBe(true);
      for (const values of Object.values(attributes)) expect(values).toHaveLength(size);
    }
    expect(new Set(classesOf(opened.get('train')!.targets)).size).toBe(dataset.classes);
  });
}
