import type { Strategy } from '@codistill/core';

/**
 * Of a strategy whose KL is multiplied by T^2: for numbers of unit variance,
 * T^2 KL(t / T || s / T) = |t - s|^2 / 2 at every temperature T.
 */
export const scaleFree = { idle: { gaussian: ['temperature'] } } satisfies Pick<Strategy, 'idle'>;
