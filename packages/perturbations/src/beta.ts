import type { Rng } from '@codistill/core';

/**
 * A number from Gamma(a, 1), by the method of Marsaglia and Tsang (2000). For a below 1, the number
 * is multiplied by a power of a uniform number.
 */
export function gamma(a: number, rng: Rng): number {
  if (a < 1) return gamma(a + 1, rng) * (1 - rng.uniform()) ** (1 / a);
  const d = a - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return d * v;
  }
}

/** A number from Beta(a, a), in [0, 1]. For a = 1 it is uniform. */
export function beta(a: number, rng: Rng): number {
  if (a === 1) return rng.uniform();
  const x = gamma(a, rng);
  const y = gamma(a, rng);
  return x + y > 0 ? x / (x + y) : 0.5;
}
