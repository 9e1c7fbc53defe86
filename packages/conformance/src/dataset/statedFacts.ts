import type { OpenDataset } from '@codistill/core';
import { expect, it } from 'vitest';
import { skipReason } from './opened.ts';

/**
 * Declares the tests that the facts of a dataset are consistent with each other and with its
 * targets.
 */
export function describeStatedFacts(opened: () => OpenDataset | undefined): void {
  it('states facts that fit each other', ({ skip }) => {
    const open = opened();
    if (!open) return skip(skipReason);
    const { classes, names, channels, size, mean, std } = open.facts;
    if (classes !== undefined) expect(Number.isInteger(classes) && classes > 1).toBe(true);
    if (classes !== undefined && names !== undefined) expect(names).toHaveLength(classes);
    expect(Number.isInteger(channels) && channels > 0).toBe(true);
    if (size !== 'varies')
      for (const side of [size.height, size.width])
        expect(Number.isInteger(side) && side > 0).toBe(true);
    expect(mean).toHaveLength(channels);
    expect(std).toHaveLength(channels);
    expect(mean.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(std.every((value) => value > 0 && value <= 1)).toBe(true);
    expect(Object.keys(open.splits)).toContain('train');
  });
  it('has labels in range, and every class in training, or as an identity in query or gallery', ({
    skip,
  }) => {
    const open = opened();
    if (!open) return skip(skipReason);
    const { classes } = open.facts;
    for (const { targets, size, attributes = {} } of Object.values(open.splits)) {
      expect(size).toBeGreaterThan(0);
      expect(targets.values).toHaveLength(size * (targets.kind === 'class' ? 1 : targets.width));
      for (const values of Object.values(attributes)) expect(values).toHaveLength(size);
      if (targets.kind !== 'class') {
        const allowed = (value: number) =>
          targets.kind === 'bits' ? value === 0 || value === 1 : Number.isFinite(value);
        expect(targets.values.every((value) => allowed(value))).toBe(true);
        continue;
      }
      expect(targets.values).toBeInstanceOf(Int32Array);
      expect(targets.values.every((label) => label >= 0 && label < classes!)).toBe(true);
    }
    const { targets } = open.splits['train']!;
    if (targets.kind !== 'class') return;
    const unseen = ['query', 'gallery'].flatMap((split) => open.splits[split]?.targets ?? []);
    const known = [targets, ...unseen].flatMap(({ values }) => [...values]);
    expect(new Set(known).size).toBe(classes);
  });
}
