import { stream } from '@codistill/core';
import { expect, it } from 'vitest';
import type { Cast } from '../tools/cast.ts';
import type { Casts } from './casts.ts';

/** Declares the test that the strategy's metrics are finite. */
export function describeMeasures(casts: Casts): void {
  it('measures finite numbers', () => {
    for (const cast of casts())
      for (const [measure, value] of Object.entries(measuredBy(cast)))
        expect(Number.isFinite(value), measure).toBe(true);
  });
}

/** The strategy's metrics of artificial logits. */
export function measuredBy({ setup, peers }: Cast): Readonly<Record<string, number>> {
  const { outputs } = setup.setting;
  const size = 12;
  const targets = new Float32Array(size * outputs);
  for (let i = 0; i < size; i++) targets[i * outputs + (i % outputs)] = 1;
  const rng = stream(2, 'conformance/measure', 0);
  const own = peers.filter(({ network, view }) => network === view);
  const evaluation = Object.fromEntries(
    own.map(({ id }) => [id, Float32Array.from({ length: size * outputs }, () => rng.normal())]),
  );
  const measuring = setup.strategy.measure?.(setup.setting);
  measuring?.add(evaluation, targets);
  return measuring?.end() ?? {};
}
