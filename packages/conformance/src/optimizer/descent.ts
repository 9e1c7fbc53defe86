import type { HostTensor, Named, Optimizer } from '@codistill/core';
import { expect, it } from 'vitest';
import { run } from './updates.ts';

/** Declares the test that updates decrease the sum of squares. */
export function describeDescent(make: () => Optimizer): void {
  it('goes downhill', () => {
    const square = (values: Named<HostTensor>) =>
      Object.values(values).reduce(
        (sum, { data }) => sum + Array.from(data).reduce((part, x) => part + x * x, 0),
        0,
      );
    const { params, before } = run(make(), 60, { rate: 0.01, bowl: true });
    expect(square(params)).toBeLessThan(square(before.params));
  });
}
